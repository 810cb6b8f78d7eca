import Link from "next/link";
import { foundByWords, strategyWords } from "#components/rollbacks/looks.tsx";
import { countOf, formatDuration } from "#components/ui/format.ts";
import { Fact, Facts } from "#components/ui/panel.tsx";
import { Countdown, ExactTime, RelativeTime } from "#components/ui/relative-time.tsx";
import type { PlanView } from "#lib/rollbacks/view.ts";

/** What it would touch, how long that takes, and until when it can be decided. */
export function PlanFacts({ plan }: { plan: PlanView }) {
  const { estimatedDowntime: downtime, deployment, rollout, scheduledAt, status, content } = plan;
  const isOpen = status === "awaitingApproval" || status === "approved";
  return (
    <Facts className="mb-4">
      <Fact label="Devices">
        {countOf(plan.affectedDevices, "device")}
        <span className="text-muted"> now, {content.devices.limit} at most</span>
      </Fact>
      <Fact label="Downtime of a device">
        {downtime === null ? (
          <span className="text-faint">nobody knows</span>
        ) : (
          <span title={downtime.basis}>
            {formatDuration(downtime.seconds)}
            <span className="text-muted">
              {" "}
              ({formatDuration(downtime.low)} to {formatDuration(downtime.high)})
            </span>
          </span>
        )}
      </Fact>
      {downtime !== null && <Fact label="All of them">{formatDuration(downtime.totalSeconds)}</Fact>}
      <Fact label="How">
        {strategyWords[plan.strategy]}
        {plan.batches.length > 1 && <span className="text-muted">: {plan.batches.join(", ")} %</span>}
        {scheduledAt !== null && (
          <span className="text-muted">
            : <ExactTime at={scheduledAt} />
          </span>
        )}
      </Fact>
      <Fact label="Goes back to">{foundByWords[plan.targetFoundBy]}</Fact>
      {deployment && (
        <Fact label="Takes back">
          <Link href={`/deployments/${deployment.id}`} className="rounded text-accent-ink hover:underline">
            Deployment #{deployment.number}
          </Link>
        </Fact>
      )}
      {rollout && (
        <Fact label="Takes back">
          <Link href={`/rollouts/${rollout.id}`} className="rounded text-accent-ink hover:underline">
            Rollout #{rollout.number}
          </Link>
        </Fact>
      )}
      <Fact label="Made">
        <RelativeTime at={plan.createdAt} /> <span className="text-muted">by {plan.createdBy.name ?? "somebody"}</span>
      </Fact>
      {plan.incident && (
        <Fact label="Report">
          <Link href={`/rollbacks/incidents/${plan.incident.id}`} className="rounded text-accent-ink hover:underline">
            Incident #{plan.incident.number}
          </Link>
        </Fact>
      )}
      {isOpen && (
        <Fact label="Expires">
          <Countdown to={plan.expiresAt} past="over" />
        </Fact>
      )}
    </Facts>
  );
}
