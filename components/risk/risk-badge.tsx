import { OctagonAlert, ShieldCheck, TriangleAlert } from "lucide-react";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { Level } from "#lib/risk/rules/score.ts";

export const levelLooks: Record<Level, StateLook> = {
  low: { label: "Low risk", tone: "good", icon: ShieldCheck },
  medium: { label: "Medium risk", tone: "wait", icon: TriangleAlert },
  high: { label: "High risk", tone: "warn", icon: TriangleAlert },
  critical: { label: "Critical risk", tone: "bad", icon: OctagonAlert },
};

/** The level in a word, with the score where there is room. */
export function RiskBadge({ level, score }: { level: Level; score?: number }) {
  const { label, tone, icon } = levelLooks[level];
  return (
    <StateBadge tone={tone} icon={icon}>
      {score === undefined ? label : `${label}: ${score}`}
    </StateBadge>
  );
}
