"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Ban, Hammer, Play, RefreshCw, Siren } from "lucide-react";
import { useState } from "react";
import { ApiError } from "#components/api.ts";
import { executePlan, movePlan, rollbackKeys } from "#components/rollbacks/queries.ts";
import { ReasonDialog } from "#components/rollbacks/reason-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/format.ts";
import { useShortcut } from "#components/ui/shortcuts.ts";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

type Asked = "execute" | "breakGlass" | "force" | "cancel";

/** What a person can do with a plan now; each asks first and says what it touches. */
export function RollbackActions({ plan }: { plan: PlanView }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const may = (action: PlanView["allowedActions"][number]) => plan.allowedActions.includes(action);
  const isBlocked = plan.verdict === "block" && !plan.isForced;
  const mayBreakGlass = may("breakGlass") && plan.status === "awaitingApproval" && !isBlocked;
  const close = () => setAsked(null);

  useShortcut("x", "Carry this rollback out", () => setAsked("execute"), may("execute"));
  useShortcut("shift+c", "Cancel this rollback", () => setAsked("cancel"), may("cancel"));

  async function act(run: () => Promise<PlanView>) {
    try {
      client.setQueryData(rollbackKeys.one(plan.id), await run());
    } finally {
      // After a refusal, too: the plan may have become another one.
      void client.invalidateQueries({ queryKey: rollbackKeys.all });
    }
  }

  return (
    <>
      {may("execute") && (
        <Button variant="primary" onClick={() => setAsked("execute")}>
          <Play aria-hidden />
          Carry it out
        </Button>
      )}
      {may("force") && isBlocked && (
        <Button onClick={() => setAsked("force")} className="text-bad-ink">
          <Hammer aria-hidden />
          Force it
        </Button>
      )}
      {mayBreakGlass && (
        <Button onClick={() => setAsked("breakGlass")} className="text-bad-ink">
          <Siren aria-hidden />
          Break the glass
        </Button>
      )}
      {may("cancel") && (
        <Button onClick={() => setAsked("cancel")}>
          <Ban aria-hidden />
          Cancel
        </Button>
      )}
      {asked === "execute" && (
        <ConfirmDialog
          open
          onOpenChange={close}
          title={`Carry out rollback plan #${plan.number}?`}
          confirmLabel={`Take back ${countOf(plan.affectedDevices, "device")}`}
          danger
          onConfirm={() => act(() => executePlan(plan))}
        >
          <p>
            {plan.from.version} is held, what still brings it is stopped, and its devices go back to {plan.to.version}.
            The checks are run once more.
          </p>
        </ConfirmDialog>
      )}
      {asked === "cancel" && (
        <ConfirmDialog
          open
          onOpenChange={close}
          title={`Cancel rollback plan #${plan.number}?`}
          confirmLabel="Cancel the rollback"
          danger
          askReason
          onConfirm={(reason) => act(() => movePlan(plan.id, "cancel", reason))}
        >
          <p>
            {plan.status === "executing" ? "It stops where it is: what went back stays." : "It is not carried out."}
          </p>
        </ConfirmDialog>
      )}
      {asked === "breakGlass" && (
        <ReasonDialog
          onOpenChange={close}
          title="Carry it out without its approvals?"
          confirmLabel="Break the glass"
          onConfirm={(reason) => act(() => executePlan(plan, reason))}
        >
          For emergencies. Everybody hears of it, with your name and your reason.
        </ReasonDialog>
      )}
      {asked === "force" && (
        <ReasonDialog
          onOpenChange={close}
          title="Force it past the checks that block?"
          confirmLabel="Force it"
          onConfirm={(reason) => act(() => movePlan(plan.id, "force", reason))}
        >
          It is another plan then: whoever approves it approves that too, with your reason.
        </ReasonDialog>
      )}
    </>
  );
}

/** Has the safety checks run again. */
export function CheckAgain({ plan }: { plan: PlanView }) {
  const client = useQueryClient();
  const { submit, isBusy, error } = useSubmit(async () => {
    client.setQueryData(rollbackKeys.one(plan.id), await movePlan(plan.id, "check"));
  });
  if (!plan.allowedActions.includes("check")) return null;
  return (
    <>
      {error instanceof ApiError && <span className="text-xs text-bad-ink">{error.detail}</span>}
      <Button size="sm" busy={isBusy} onClick={() => void submit()}>
        <RefreshCw aria-hidden />
        Check again
      </Button>
    </>
  );
}
