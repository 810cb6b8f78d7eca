"use client";

import { CircleMinus, FlaskConical } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { withQuery } from "#components/api.ts";
import { VersionFiles } from "#components/products/version-files.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { VersionView } from "#lib/products/view.ts";

/** A product's versions in the order of precedence, with how many devices run each. */
export function VersionList({ slug, versions, deviceCounts }: VersionListProps) {
  const [opened, setOpened] = useState<VersionView | null>(null);
  return (
    <>
      <DataTable
        label="Versions"
        columns={columnsFor(slug, deviceCounts)}
        rows={versions}
        rowKey={({ id }) => id}
        onRowOpen={setOpened}
        isSelected={(version) => version.id === opened?.id}
        empty={
          <EmptyState title="No versions yet" className="py-6">
            The first push that a policy takes records one, or make one over the API.
          </EmptyState>
        }
      />
      <Drawer open={opened !== null} onOpenChange={() => setOpened(null)} title={`${slug} ${opened?.version ?? ""}`}>
        {opened && (
          <>
            <VersionDetail version={opened} />
            <VersionFiles versionId={opened.id} />
          </>
        )}
      </Drawer>
    </>
  );
}

type VersionListProps = {
  slug: string;
  versions: readonly VersionView[];
  /** How many devices run a version, by its text. */
  deviceCounts: Readonly<Record<string, number>>;
};

function columnsFor(slug: string, deviceCounts: Readonly<Record<string, number>>): Column<VersionView>[] {
  return [
    {
      id: "version",
      header: "Version",
      cell: (version) => (
        <span className="flex items-center gap-2">
          <span className={version.isDeprecated ? "text-faint line-through" : "font-medium"}>{version.version}</span>
          {!version.isStable && (
            <Badge>
              <FlaskConical aria-hidden className="size-3" />
              prerelease
            </Badge>
          )}
          {version.isDeprecated && (
            <Badge>
              <CircleMinus aria-hidden className="size-3" />
              deprecated
            </Badge>
          )}
        </span>
      ),
    },
    {
      id: "digest",
      header: "Digest",
      hideBelow: "md",
      cell: (version) => version.digest && <Digest digest={version.digest} copy />,
    },
    {
      id: "devices",
      header: "Devices",
      align: "right",
      cell: (version) => {
        const count = deviceCounts[version.version] ?? 0;
        if (count === 0) return <span className="text-faint">0</span>;
        return (
          <Link
            href={withQuery("/devices", { app: slug, version: version.version })}
            className="rounded hover:underline"
          >
            {formatNumber(count)}
          </Link>
        );
      },
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
      hideBelow: "sm",
      cell: (version) => <RelativeTime at={version.releasedAt} />,
    },
  ];
}

function VersionDetail({ version }: { version: VersionView }) {
  return (
    <div className="space-y-4 p-4">
      <p className="text-muted">
        Released <RelativeTime at={version.releasedAt} /> by {version.releasedBy.name ?? version.releasedBy.kind}
      </p>
      {version.digest && <code className="block font-mono text-xs">{version.digest}</code>}
      {version.releaseNotes && <p className="whitespace-pre-wrap">{version.releaseNotes}</p>}
      {version.changelog.length > 0 && (
        <ul className="space-y-1.5">
          {version.changelog.map((entry, index) => (
            <li key={index}>
              <Badge>{entry.type}</Badge> {entry.scope && <span className="text-muted">{entry.scope}: </span>}
              {entry.description} {entry.breaking && <Badge className="border-bad/50 text-bad-ink">breaking</Badge>}
            </li>
          ))}
        </ul>
      )}
      {!version.releaseNotes && version.changelog.length === 0 && (
        <p className="text-muted">Without release notes or changelog.</p>
      )}
    </div>
  );
}
