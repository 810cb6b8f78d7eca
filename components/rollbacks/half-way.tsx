"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ArrowRight, Flag, RotateCw } from "lucide-react";
import { useState } from "react";
import { movePlan, rollbackKeys } from "#components/rollbacks/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { countLeft } from "#lib/rollbacks/rules/whereabouts.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

type Wish = "retry" | "continue" | "give-up";

/** A rollback that stands half-way: why, what is where, and the three ways on. */
export function HalfWay({ plan }: { plan: PlanView }) {
  const [asked, setAsked] = useState<Wish | null>(null);
  const may = (action: PlanView["allowedActions"][number]) => plan.allowedActions.includes(action);
  return (
    <Notice
      kind="bad"
      className="mb-4"
      title="It stands half-way: you decide"
      actions={
        <>
          {may("retry") && (
            <Button variant="primary" onClick={() => setAsked("retry")}>
              <RotateCw aria-hidden />
              Try again
            </Button>
          )}
          {may("goOnWithout") && (
            <Button onClick={() => setAsked("continue")}>
              <ArrowRight aria-hidden />
              Go on without the failed
            </Button>
          )}
          {may("giveUp") && (
            <Button onClick={() => setAsked("give-up")} className="text-bad-ink">
              <Flag aria-hidden />
              Give up
            </Button>
          )}
        </>
      }
    >
      {plan.statusReason}
      {asked && <Decide asked={asked} plan={plan} close={() => setAsked(null)} />}
    </Notice>
  );
}

/** How many still have what is taken back, and how many of those have tried and failed. */
type Left = { left: string; failed: string };

const questions: Record<Wish, { title: string; confirm: string; says: (counts: Left) => string }> = {
  retry: { title: "Try again?", confirm: "Try again", says: ({ left }) => `Asked once more: ${left}.` },
  continue: {
    title: "Go on without them?",
    confirm: "Go on without them",
    says: ({ failed }) => `Failed, and left with what they have: ${failed}. The rollback goes on with all others.`,
  },
  "give-up": {
    title: "Give up?",
    confirm: "Give up",
    says: ({ left }) => `Everything stays where it is, ${left} with what was to be taken back. The version stays held.`,
  },
};

function Decide({ asked, plan, close }: { asked: Wish; plan: PlanView; close: () => void }) {
  const client = useQueryClient();
  const { whereabouts } = plan;
  const left = countOf(whereabouts === null ? 0 : countLeft(whereabouts), "device");
  const failed = countOf(whereabouts?.failed ?? 0, "device");
  const { title, confirm, says } = questions[asked];
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={title}
      confirmLabel={confirm}
      danger={asked === "give-up"}
      askReason
      onConfirm={async (reason) => {
        try {
          await movePlan(plan.id, asked, reason);
        } finally {
          void client.invalidateQueries({ queryKey: rollbackKeys.all });
        }
      }}
    >
      <p>{says({ left, failed })}</p>
    </ConfirmDialog>
  );
}
