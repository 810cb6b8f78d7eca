import { CircleCheck, CircleDashed, CircleHelp, CircleX, Hand, TriangleAlert } from "lucide-react";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { EffectKind } from "#lib/migration-guard/rules/effects.ts";
import type { CheckSummary, DatabaseView } from "#lib/migration-guard/view.ts";

/** Whether a database can be read, and by whom. */
export function DatabaseState({ database }: { database: DatabaseView }) {
  const { label, tone, icon } = lookOf(database);
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

function lookOf({ lastError, access }: DatabaseView): StateLook {
  if (lastError !== null) return { label: "Cannot be read", tone: "bad", icon: CircleX };
  if (access === null) return { label: "Not read yet", tone: "idle", icon: CircleDashed };
  if (access.mayWrite) return { label: "Role may write", tone: "warn", icon: TriangleAlert };
  return { label: "Read only", tone: "good", icon: CircleCheck };
}

/** What the answer was: go on, not without force, or that nobody knows. */
export function OutcomeBadge({ check }: { check: Pick<CheckSummary, "outcome" | "verdict" | "isForced"> }) {
  const { label, tone, icon } = outcomeOf(check);
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

function outcomeOf({ outcome, verdict, isForced }: Pick<CheckSummary, "outcome" | "verdict" | "isForced">): StateLook {
  if (outcome === "unreachable") return { label: "Nobody knows", tone: "bad", icon: CircleHelp };
  if (outcome === "refused") return { label: "Not safe", tone: "bad", icon: CircleX };
  if (isForced) return { label: "Forced", tone: "warn", icon: Hand };
  return verdict === "warn"
    ? { label: "Safe, with warnings", tone: "warn", icon: TriangleAlert }
    : { label: "Safe", tone: "good", icon: CircleCheck };
}

export const effectWords: Record<EffectKind, string> = {
  rowsLost: "Rows lost",
  valuesLost: "Values lost",
  parentDropped: "Left without a parent",
  linkDropped: "Forget their parent",
  linkCleared: "Lose their parent",
  rowsCascaded: "Deleted along",
  deleteRefused: "Refuse the deletion",
  valuesMissing: "Without the value",
};
