import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { countOf } from "#components/ui/format.ts";
import { Countdown, RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeviceDetailView } from "#lib/devices/view.ts";

/** Whether a device is heard from, when it last spoke, and how its last health check ended. */
export function HealthFacts({ device }: { device: DeviceDetailView }) {
  const { lastReportAt, lastCheck, nextProbe } = device.health;
  return (
    <dl className="divide-y divide-line">
      <Row name={device.online || !device.lastSeenAt ? "Last poll" : "Not seen since"}>
        <RelativeTime at={device.lastSeenAt} />
      </Row>
      <Row name="Last report">
        <RelativeTime at={lastReportAt} />
      </Row>
      <Row name="Last health check">
        {lastCheck ? (
          <span className="inline-flex items-center gap-1" title={lastCheck.reason ?? undefined}>
            {lastCheck.hasPassed ? (
              <CircleCheck aria-hidden className="size-3.5 text-good-ink" />
            ) : (
              <CircleX aria-hidden className="size-3.5 text-bad-ink" />
            )}
            {lastCheck.hasPassed ? "passed" : "failed"} <RelativeTime at={lastCheck.at} />
          </span>
        ) : (
          <span className="text-faint">none yet</span>
        )}
      </Row>
      {nextProbe && (
        <Row name="Next probe">
          in <Countdown to={nextProbe.at} past="a moment" />
          {nextProbe.failedBefore > 0 && (
            <span className="text-warn-ink">, after {countOf(nextProbe.failedBefore, "failure")}</span>
          )}
        </Row>
      )}
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 px-3 py-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  );
}
