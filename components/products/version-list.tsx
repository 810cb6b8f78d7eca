"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { withQuery } from "#components/api.ts";
import { ChannelBadges, newestOn, StepBadge, VersionStates } from "#components/products/version-badges.tsx";
import { versionHref } from "#components/products/version-href.ts";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ChannelView, VersionView } from "#lib/products/view.ts";

export type VersionsShown = {
  slug: string;
  versions: readonly VersionView[];
  /** The newest one that everybody may have. */
  latestId: string | null;
  channels: readonly ChannelView[];
  /** How many devices run a version, by its text. */
  deviceCounts: Readonly<Record<string, number>>;
  empty: ReactNode;
};

/** A product's versions in the order of precedence. */
export function VersionList(shown: VersionsShown) {
  const { slug, versions, empty } = shown;
  return (
    <DataTable
      label="Versions"
      columns={columnsFor(shown)}
      rows={versions}
      rowKey={({ id }) => id}
      rowHref={({ version }) => versionHref(slug, version)}
      empty={empty}
    />
  );
}

function columnsFor({ slug, latestId, channels, deviceCounts }: VersionsShown): Column<VersionView>[] {
  return [
    {
      id: "version",
      header: "Version",
      cell: (version) => (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={versionHref(slug, version.version)}
            tabIndex={-1}
            className={version.isDeprecated ? "text-faint line-through hover:underline" : "font-medium hover:underline"}
          >
            {version.version}
          </Link>
          <VersionStates version={version} isLatest={version.id === latestId} />
        </span>
      ),
    },
    { id: "step", header: "Step", hideBelow: "sm", cell: (version) => <StepBadge version={version} /> },
    {
      id: "channels",
      header: "Channels",
      hideBelow: "sm",
      cell: (version) => <ChannelBadges channels={version.channels} newestOn={newestOn(version.id, channels)} />,
    },
    {
      id: "digest",
      header: "Digest",
      hideBelow: "lg",
      cell: (version) => version.digest && <Digest digest={version.digest} copy />,
    },
    {
      id: "devices",
      header: "Devices",
      align: "right",
      cell: (version) => <DeviceCount slug={slug} version={version.version} count={deviceCounts[version.version]} />,
    },
    {
      id: "by",
      header: "By",
      hideBelow: "xl",
      cell: (version) => <span className="text-muted">{version.releasedBy.name ?? version.releasedBy.kind}</span>,
    },
    {
      id: "releasedAt",
      header: "Released",
      align: "right",
      hideBelow: "md",
      cell: (version) => <RelativeTime at={version.releasedAt} />,
    },
  ];
}

type DeviceCountProps = { slug: string; version: string; count: number | undefined };

/** How many devices run a version, as the way to them. */
export function DeviceCount({ slug, version, count = 0 }: DeviceCountProps) {
  if (count === 0) return <span className="text-faint">0</span>;
  return (
    <Link href={withQuery("/devices", { app: slug, version })} className="rounded hover:underline">
      {formatNumber(count)}
    </Link>
  );
}
