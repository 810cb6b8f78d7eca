import { CircleCheck, CircleDashed, CircleX, LoaderCircle, PowerOff, Server, Trash2 } from "lucide-react";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { DistributionState } from "#lib/cdn/rules/distribution.ts";
import type { InvalidationState, RegionView } from "#lib/cdn/view.ts";

const placeLooks: Record<DistributionState, StateLook> = {
  pending: { label: "On its way", tone: "wait", icon: CircleDashed },
  distributed: { label: "Distributed", tone: "good", icon: CircleCheck },
  invalidating: { label: "Invalidating", tone: "move", icon: LoaderCircle },
  failed: { label: "Failed", tone: "bad", icon: CircleX },
  removing: { label: "Removing", tone: "move", icon: Trash2 },
  removed: { label: "Removed", tone: "idle", icon: Trash2 },
};

const invalidationLooks: Record<InvalidationState, StateLook> = {
  pending: { label: "Under way", tone: "move", icon: LoaderCircle },
  done: { label: "Done", tone: "good", icon: CircleCheck },
  failed: { label: "Failed", tone: "bad", icon: CircleX },
};

export function PlaceState({ state, isOn }: { state: DistributionState; isOn: boolean }) {
  const look = placeLooks[state];
  const isWaiting = !isOn && state === "pending";
  return (
    <StateBadge tone={isWaiting ? "idle" : look.tone} icon={isWaiting ? PowerOff : look.icon}>
      {isWaiting ? "Region is off" : look.label}
    </StateBadge>
  );
}

export function InvalidationBadge({ state }: { state: InvalidationState }) {
  const { label, tone, icon } = invalidationLooks[state];
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

export function RegionState({ region }: { region: RegionView }) {
  if (region.isOrigin)
    return (
      <StateBadge tone="good" icon={Server}>
        This server
      </StateBadge>
    );
  if (!region.enabled)
    return (
      <StateBadge tone="idle" icon={PowerOff}>
        Off
      </StateBadge>
    );
  if (region.lastError)
    return (
      <StateBadge tone="bad" icon={CircleX}>
        Trouble
      </StateBadge>
    );
  if (region.checkedAt)
    return (
      <StateBadge tone="good" icon={CircleCheck}>
        Works
      </StateBadge>
    );
  return (
    <StateBadge tone="idle" icon={CircleDashed}>
      Not tested
    </StateBadge>
  );
}
