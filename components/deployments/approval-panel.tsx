"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  DecisionButtons,
  DecisionLine,
  tellStanding,
  type DecisionWish,
} from "#components/approvals/approval-parts.tsx";
import { decideApproval, deploymentKeys, readApprovals } from "#components/deployments/queries.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { countOf } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { ApprovalView } from "#lib/deployments/approvals/view.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";

/** Who was asked, who said what, and the two buttons for whoever may still say something. */
export function ApprovalPanel({ deployment }: { deployment: DeploymentView }) {
  const approvals = useQuery({
    queryKey: deploymentKeys.approvals(deployment.id),
    queryFn: ({ signal }) => readApprovals(deployment.id, signal),
  });
  if (approvals.isError) {
    return (
      <Panel title="Approvals">
        <ErrorState error={approvals.error} retry={() => void approvals.refetch()} />
      </Panel>
    );
  }
  if (!approvals.data || approvals.data.approvals.length === 0) return null;
  return (
    <Panel title="Approvals">
      <ul className="divide-y divide-line">
        {approvals.data.approvals.map((approval) => (
          <ApprovalItem key={approval.stage} approval={approval} deployment={deployment} />
        ))}
      </ul>
    </Panel>
  );
}

const objections: Record<NonNullable<ApprovalView["objection"]>, string> = {
  author: "You made this deployment: somebody else must approve it.",
  role: "Somebody with another role must approve it.",
  decided: "You have approved it.",
  rejected: "It was rejected.",
  enough: "It needs no further approval.",
  permission: "You may not approve deployments.",
};

function ApprovalItem({ approval, deployment }: { approval: ApprovalView; deployment: DeploymentView }) {
  const [asked, setAsked] = useState<DecisionWish | null>(null);
  const { need, standing, decisions, isAsking, objection, mayReject } = approval;
  return (
    <li className="space-y-2 p-3">
      <div>
        <h3 className="font-medium">{approval.title}</h3>
        <p className="text-sm text-muted">
          {countOf(need.count, "approval")} by somebody with the role {need.role}. {need.because}
        </p>
        <p className="text-sm">{tellStanding(standing)}</p>
      </div>
      {decisions.map((made) => (
        <DecisionLine key={`${made.by.id ?? ""}${made.at}`} decision={made} />
      ))}
      {isAsking && (
        <DecisionButtons
          objection={objection === null ? null : objections[objection]}
          mayReject={mayReject}
          onAsk={setAsked}
        />
      )}
      {asked && <Decide {...{ asked, approval, deployment }} close={() => setAsked(null)} />}
    </li>
  );
}

type DecideProps = {
  asked: DecisionWish;
  approval: ApprovalView;
  deployment: DeploymentView;
  close: () => void;
};

function Decide({ asked, approval, deployment, close }: DecideProps) {
  const client = useQueryClient();
  const isYes = asked === "approve";
  const what = `${deployment.product.slug} ${deployment.version}`;
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={`${isYes ? "Approve" : "Reject"} ${approval.title}?`}
      confirmLabel={isYes ? `Approve ${what}` : `Reject ${what}`}
      danger={!isYes}
      askReason
      onConfirm={async (reason = "") => {
        try {
          await decideApproval(deployment.id, asked, { stage: approval.stage, reason });
        } finally {
          void client.invalidateQueries({ queryKey: deploymentKeys.all });
        }
      }}
    >
      <p>
        {isYes
          ? `Once enough people have approved, #${deployment.number} goes on${deployment.environment ? ` to ${deployment.environment.name}` : ""}.`
          : `#${deployment.number} does not go on. Say why: its author has to work with it.`}
      </p>
    </ConfirmDialog>
  );
}
