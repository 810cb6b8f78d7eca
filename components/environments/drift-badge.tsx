import { ArrowDown, ArrowUp, Check, CircleDashed, Fingerprint } from "lucide-react";
import { countOf } from "#components/ui/format.ts";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { Drift } from "#lib/environments/rules/drift.ts";

/** How far what runs here is from what runs in the environment before. Nothing where there is nothing to compare. */
export function DriftBadge({ drift, className }: { drift: Drift; className?: string }) {
  const look = lookOf(drift);
  if (!look) return null;
  return (
    <StateBadge tone={look.tone} icon={look.icon} {...(className && { className })}>
      {look.label}
    </StateBadge>
  );
}

function lookOf(drift: Drift): StateLook | null {
  switch (drift.kind) {
    case "none":
      return null;
    case "missing":
      return { label: "Never came here", tone: "idle", icon: CircleDashed };
    case "same":
      return { label: "In step", tone: "good", icon: Check };
    case "digest":
      return { label: "Other content", tone: "bad", icon: Fingerprint };
    case "behind":
      return { label: `${stepsOf(drift)} behind`, tone: drift.step === "major" ? "warn" : "wait", icon: ArrowDown };
    case "ahead":
      return { label: `${stepsOf(drift)} ahead`, tone: "warn", icon: ArrowUp };
  }
}

function stepsOf({ versions, step }: Extract<Drift, { versions: number }>): string {
  return `${countOf(versions, "version")} (${step})`;
}
