"use client";

import Link from "next/link";
import { DistributionControls } from "#components/updates/distribution-controls.tsx";
import { distributionLooks, strategyLabels } from "#components/updates/distribution-looks.ts";
import { ShareBar } from "#components/updates/share-bar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { formatPercent } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { DistributionView } from "#lib/updates/view.ts";

type DistributionCardProps = { slug: string; distribution: DistributionView };

/** One distribution: what goes to whom, how far it is, and what can be done about it. */
export function DistributionCard({ slug, distribution }: DistributionCardProps) {
  const { version, versionId, otherVersion, winner, channel, status, statusReason, strategy } = distribution;
  const look = distributionLooks[status];
  return (
    <li className="space-y-2.5 px-3 py-3" aria-label={`${version} on ${channel}`}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link href={`/products/${slug}/versions/${versionId}`} className="rounded font-medium hover:underline">
          {version}
        </Link>
        {otherVersion && (
          <span className="text-muted">
            against <span className="font-medium text-ink">{otherVersion}</span>
          </span>
        )}
        <span className="text-muted">on {channel}</span>
        <Badge>{strategyLabels[strategy]}</Badge>
        <StateBadge tone={look.tone} icon={look.icon}>
          {look.label}
        </StateBadge>
        {winner && <Badge>{winner} won</Badge>}
      </div>
      <ShareBar distribution={distribution} />
      <Story distribution={distribution} />
      {statusReason && <p className="text-muted">{statusReason}</p>}
      <DistributionControls distribution={distribution} />
    </li>
  );
}

function Story({ distribution }: { distribution: DistributionView }) {
  const { createdAt, createdBy, endedAt, nextChangeAt, steps, share, status, startsAt, timeZone } = distribution;
  const next = steps.find((step) => step.at === nextChangeAt && step.percent > share);
  return (
    <p className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-muted">
      <span>
        Made <RelativeTime at={createdAt} />
        {createdBy.name && ` by ${createdBy.name}`}
      </span>
      {status === "scheduled" && startsAt && (
        <span>
          Begins <RelativeTime at={startsAt} /> ({timeZone})
        </span>
      )}
      {next && nextChangeAt && (
        <span>
          Grows to {formatPercent(next.percent / 100)} <RelativeTime at={nextChangeAt} />
        </span>
      )}
      {endedAt && (
        <span>
          Ended <RelativeTime at={endedAt} />
        </span>
      )}
    </p>
  );
}
