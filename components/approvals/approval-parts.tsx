"use client";

import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Decision, Standing } from "#lib/environments/rules/approval.ts";

/** How far an approval is, in words. */
export function tellStanding(standing: Standing): string {
  switch (standing.kind) {
    case "notNeeded":
      return "Nobody needs to approve it.";
    case "waiting":
      return `${standing.given} given, ${standing.missing} missing.`;
    case "approved":
      return `Approved (${standing.given}).`;
    case "rejected":
      return "Rejected.";
  }
}

type DecisionLineProps = {
  decision: { by: ActorView; decision: Decision; reason: string; at: string };
  /** What else is to be known of it, such as that it counts no more. */
  children?: ReactNode;
};

/** Who said what, and when. */
export function DecisionLine({ decision: { by, decision, reason, at }, children }: DecisionLineProps) {
  return (
    <p className="text-sm">
      {decision === "approved" ? "Approved" : "Rejected"} by {by.name ?? "somebody"} <RelativeTime at={at} />
      {children}
      {reason && <span className="text-muted">: {reason}</span>}
    </p>
  );
}

export type DecisionWish = "approve" | "reject";

type DecisionButtonsProps = {
  /** Why the reader may not approve; null where they may. */
  objection: string | null;
  mayReject: boolean;
  onAsk: (wish: DecisionWish) => void;
};

/** The two buttons for whoever may still say something, or why there is none. */
export function DecisionButtons({ objection, mayReject, onAsk }: DecisionButtonsProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {objection === null ? (
        <Button variant="primary" onClick={() => onAsk("approve")}>
          <Check aria-hidden />
          Approve
        </Button>
      ) : (
        <p className="text-xs text-muted">{objection}</p>
      )}
      {mayReject && (
        <Button onClick={() => onAsk("reject")} className="text-bad-ink">
          <X aria-hidden />
          Reject
        </Button>
      )}
    </div>
  );
}
