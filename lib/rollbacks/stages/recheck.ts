import type { Context } from "#lib/kernel/context.ts";
import type { RollbackContext, StageName } from "#lib/rollbacks/context.ts";
import { isBlocked } from "#lib/rollbacks/refuse-blocked.ts";
import { refreshPlan } from "#lib/rollbacks/refresh.ts";
import { requirePlan } from "#lib/rollbacks/store.ts";
import type { StageHandler } from "#lib/stages/types.ts";

/**
 * Runs the safety checks a last time. What is not covered by the approvals any more is not carried out; asked again after
 * a crash it compares with what was approved, and not with what the first asking made of it.
 */
export function recheckStage(ctx: Context): StageHandler<RollbackContext, StageName> {
  return {
    async run({ context: { planId, contentDigest } }) {
      const differences = await refreshPlan(ctx, planId);
      const plan = await requirePlan(ctx.db, planId);
      if (plan.contentDigest !== contentDigest) {
        const why = differences.length > 0 ? differences.join(" ") : (plan.statusReason ?? "");
        return { kind: "failed", isFinal: true, reason: `It changed since it was approved. ${why}`.trim() };
      }
      if (isBlocked(plan)) return { kind: "failed", isFinal: true, reason: "A check blocks it." };
      return { kind: "completed", output: { verdict: plan.verdict, devices: plan.content.devices.count } };
    },
  };
}
