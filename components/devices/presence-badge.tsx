import { Archive, CircleDashed, CircleDot, CircleSlash2 } from "lucide-react";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { DeviceView } from "#lib/devices/view.ts";

/** Whether a device is heard from. */
export function PresenceBadge({ device }: { device: Pick<DeviceView, "online" | "lastSeenAt" | "retiredAt"> }) {
  if (device.retiredAt)
    return (
      <StateBadge tone="idle" icon={Archive}>
        Retired
      </StateBadge>
    );
  if (device.online)
    return (
      <StateBadge tone="good" icon={CircleDot}>
        Online
      </StateBadge>
    );
  if (device.lastSeenAt)
    return (
      <StateBadge tone="warn" icon={CircleSlash2}>
        Offline
      </StateBadge>
    );
  return (
    <StateBadge tone="idle" icon={CircleDashed}>
      Never seen
    </StateBadge>
  );
}
