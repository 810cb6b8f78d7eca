import { CircleDashed, ShieldCheck, TriangleAlert, Undo2 } from "lucide-react";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { ReleaseView } from "#lib/environments/view.ts";

/** Whether what was deployed passed its checks, and whether that still holds. */
export function ReleaseMark({ release }: { release: ReleaseView }) {
  const { label, tone, icon } = lookOf(release);
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

function lookOf({ deployment, failedAt, verifiedAt }: ReleaseView): StateLook {
  if (deployment.status === "rolledBack") return { label: "Taken back", tone: "back", icon: Undo2 };
  if (failedAt !== null) return { label: "Found bad", tone: "bad", icon: TriangleAlert };
  if (verifiedAt !== null) return { label: "Verified", tone: "good", icon: ShieldCheck };
  return { label: "A check failed", tone: "warn", icon: CircleDashed };
}
