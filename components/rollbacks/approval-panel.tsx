"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  DecisionButtons,
  DecisionLine,
  tellStanding,
  type DecisionWish,
} from "#components/approvals/approval-parts.tsx";
import { decidePlan, rollbackKeys } from "#components/rollbacks/queries.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { PlanView } from "#lib/rollbacks/view.ts";

const objections: Record<NonNullable<PlanView["approval"]["objection"]>, string> = {
  author: "You made or changed this plan: somebody else must approve it.",
  role: "Somebody with another role must approve it.",
  decided: "You have approved it.",
  rejected: "It was rejected.",
  enough: "It needs no further approval.",
  permission: "You may not approve rollbacks.",
  blocked: "A check blocks it: it must be forced first, or the cause removed.",
  state: "It is not the time to approve it.",
};

/** Who was asked, who said what about which version of the plan, and the two buttons for who may still say something. */
export function ApprovalPanel({ plan }: { plan: PlanView }) {
  const [asked, setAsked] = useState<DecisionWish | null>(null);
  const { need, standing, decisions, objection, mayReject } = plan.approval;
  const isOpen = plan.status === "awaitingApproval" || plan.status === "approved";
  return (
    <Panel title="Approval" bodyClassName="space-y-2 p-3">
      <p className="text-sm text-muted">
        {countOf(need.count, "approval")} by somebody with the role {need.role}, never its author. {need.because}
      </p>
      {isOpen && <p className="text-sm">{tellStanding(standing)}</p>}
      {decisions.map((made) => (
        <DecisionLine key={`${made.by.id ?? ""}${made.at}`} decision={made}>
          {!made.isCurrent && <span className="text-warn-ink">, before it changed: it does not count</span>}
        </DecisionLine>
      ))}
      {isOpen && (
        <DecisionButtons
          objection={objection === null ? null : objections[objection]}
          mayReject={mayReject}
          onAsk={setAsked}
        />
      )}
      <p className="text-xs break-all text-faint" title={plan.contentDigest}>
        Binds to revision {plan.revision}, <code className="font-mono">{plan.contentDigest.slice(0, 16)}</code>
      </p>
      {asked && <Decide asked={asked} plan={plan} close={() => setAsked(null)} />}
    </Panel>
  );
}

type DecideProps = { asked: DecisionWish; plan: PlanView; close: () => void };

function Decide({ asked, plan, close }: DecideProps) {
  const client = useQueryClient();
  const isYes = asked === "approve";
  const devices = countOf(plan.content.devices.limit, "device");
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={`${isYes ? "Approve" : "Reject"} rollback plan #${plan.number}?`}
      confirmLabel={isYes ? `Approve ${plan.from.version} → ${plan.to.version}` : "Reject the plan"}
      danger={!isYes}
      askReason
      onConfirm={async (reason = "") => {
        try {
          await decidePlan(plan, asked, reason);
        } finally {
          // After a refusal, too: the plan may have become another one.
          void client.invalidateQueries({ queryKey: rollbackKeys.all });
        }
      }}
    >
      <p>
        {isYes
          ? `You agree to just what this page shows: up to ${devices} go back to ${plan.to.version}, and ${plan.from.version} is held. The checks are run once more.`
          : "The plan ends. Say why: its author has to work with it."}
      </p>
    </ConfirmDialog>
  );
}
