import Link from "next/link";
import { withQuery } from "#components/api.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { countOf, formatNumber } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeviceView } from "#lib/devices/view.ts";

type WhereItRunsProps = {
  slug: string;
  version: string;
  deviceCount: number;
  /** The first few of them. */
  devices: readonly DeviceView[];
};

/** How many devices run a version, and some of them. */
export function WhereItRuns({ slug, version, deviceCount, devices }: WhereItRunsProps) {
  return (
    <Panel
      title="Where it runs"
      count={formatNumber(deviceCount)}
      actions={
        deviceCount > 0 && (
          <Button asChild size="sm" variant="ghost">
            <Link href={withQuery("/devices", { app: slug, version })}>All of them</Link>
          </Button>
        )
      }
    >
      {devices.length === 0 ? (
        <p className="p-4 text-muted">No device says that it runs this version.</p>
      ) : (
        <ul className="divide-y divide-line">
          {devices.map((device) => (
            <li key={device.id} className="flex items-center gap-2 px-3 py-1.5">
              <Link href={`/devices/${device.id}`} className="min-w-0 flex-1 truncate rounded hover:underline">
                {device.name}
              </Link>
              {device.fleet && <Badge>{device.fleet.name}</Badge>}
              <RelativeTime at={device.lastSeenAt} className="text-xs whitespace-nowrap text-muted" />
            </li>
          ))}
          {deviceCount > devices.length && (
            <li className="px-3 py-1.5 text-xs text-muted">
              and {countOf(deviceCount - devices.length, "other device")}
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}
