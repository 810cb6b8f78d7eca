import { follow } from "#lib/cli/follow.ts";
import { planLines } from "#lib/cli/live/plan-lines.ts";
import { lineTeller, liveTeller, type Manner, type Teller } from "#lib/cli/live/tellers.ts";
import { describePlan, readPlan } from "#lib/cli/rollbacks.ts";
import type { Api } from "#lib/client/api.ts";
import { isOver } from "#lib/rollbacks/rules/plan.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

interface Watched {
  planId: string;
  manner: Manner;
  timeoutSeconds?: number | undefined;
}

/** Shows a rollback until it is over, or until a person must say how it goes on; answers how it stands then. */
export async function watchPlan(api: Api, { planId, manner, timeoutSeconds }: Watched): Promise<PlanView> {
  const teller = tellerFor(manner);
  try {
    return await follow({
      read: () => readPlan(api, planId),
      isOver: ({ status }) => isOver(status) || status === "needsDecision",
      timeoutSeconds,
      ...teller,
    });
  } finally {
    teller.end();
  }
}

function tellerFor(manner: Manner): Teller<PlanView> {
  if (manner === "live") return liveTeller(planLines, () => []);
  let shown = "";
  return lineTeller((plan) => {
    const line = manner === "json" ? JSON.stringify(plan) : describePlan(plan);
    const isNew = line !== shown;
    shown = line;
    return isNew ? [line] : [];
  });
}
