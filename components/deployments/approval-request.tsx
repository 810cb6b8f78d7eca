"use client";

import { Check, CircleCheck, CircleDashed, CircleX, X } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { countOf } from "#components/ui/format.ts";
import { Input } from "#components/ui/input.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { ApprovalView } from "#lib/deployments/approvals/view.ts";

type ApprovalRequestProps = {
  approval: ApprovalView;
  onDecide: (decision: "approve" | "reject", reason: string) => Promise<void>;
};

/** One thing about which people are asked: what was said, and what the reader may say. */
export function ApprovalRequest({ approval, onDecide }: ApprovalRequestProps) {
  const { title, need, decisions, isAsking } = approval;
  const look = lookOf(approval);
  return (
    <div className="space-y-2 p-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{title}</span>
        <StateBadge tone={look.tone} icon={look.icon}>
          {look.label}
        </StateBadge>
        <span className="text-xs text-muted">
          {countOf(need.count, need.role === "admin" ? "administrator" : "approver")}, never the author
        </span>
      </p>
      {need.because && <p className="text-muted">{need.because}</p>}
      {decisions.length > 0 && (
        <ul className="space-y-1">
          {decisions.map(({ by, at, decision, reason }) => (
            <li key={`${by.id ?? ""} ${at}`} className="flex flex-wrap items-baseline gap-x-2">
              {decision === "approved" ? (
                <Check aria-label="approved" className="size-3.5 self-center text-good-ink" />
              ) : (
                <X aria-label="rejected" className="size-3.5 self-center text-bad-ink" />
              )}
              <span>{by.name ?? by.kind}</span>
              <RelativeTime at={at} className="text-xs text-muted" />
              {reason !== "" && <span className="text-muted">{reason}</span>}
            </li>
          ))}
        </ul>
      )}
      {isAsking && <Decision approval={approval} onDecide={onDecide} />}
    </div>
  );
}

function lookOf({ standing, isAsking }: ApprovalView): StateLook {
  switch (standing.kind) {
    case "approved":
    case "notNeeded":
      return { label: "Approved", tone: "good", icon: CircleCheck };
    case "rejected":
      return { label: "Rejected", tone: "bad", icon: CircleX };
    case "waiting": {
      const label = `${standing.given} of ${standing.given + standing.missing}`;
      return { label: isAsking ? `Waits: ${label}` : label, tone: isAsking ? "wait" : "idle", icon: CircleDashed };
    }
  }
}

const objections: Record<NonNullable<ApprovalView["objection"]>, string> = {
  author: "You made this deployment, so somebody else must approve it.",
  role: "This needs a person with another role.",
  decided: "You have approved. Others are still asked.",
  rejected: "It was rejected.",
  enough: "Enough people have approved.",
  permission: "Approvers and administrators are asked.",
};

function Decision({ approval, onDecide }: ApprovalRequestProps) {
  const [reason, setReason] = useState("");
  const { submit, isBusy, error, problemOf } = useSubmit(onDecide);
  const { objection, mayReject } = approval;
  if (objection !== null && !mayReject) return <p className="text-muted">{objections[objection]}</p>;
  return (
    <div className="space-y-2">
      <FormError error={error} placed={["reason"]} title="That was not taken" />
      {objection !== null && <p className="text-muted">{objections[objection]}</p>}
      <Field label="Why" error={problemOf("reason")} help="Needed to reject; welcome with an approval.">
        <Input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
      </Field>
      <p className="flex flex-wrap gap-2">
        {objection === null && (
          <Button variant="primary" busy={isBusy} onClick={() => void submit("approve", reason.trim())}>
            <Check aria-hidden />
            Approve
          </Button>
        )}
        {mayReject && (
          <Button
            variant="danger"
            busy={isBusy}
            disabled={reason.trim() === ""}
            onClick={() => void submit("reject", reason.trim())}
          >
            <X aria-hidden />
            Reject
          </Button>
        )}
      </p>
    </div>
  );
}
