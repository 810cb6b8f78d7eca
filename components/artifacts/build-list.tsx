"use client";

import { Download, GitCompareArrows, Undo2 } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { withQuery } from "#components/api.ts";
import { buildName } from "#components/artifacts/build-name.ts";
import { downloadHref } from "#components/artifacts/queries.ts";
import { useMay } from "#components/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ArtifactListItem } from "#lib/builds/view.ts";

const hrefOf = ({ product, id }: ArtifactListItem) => `/products/${product.slug}/artifacts/${id}`;

const columns: Column<ArtifactListItem>[] = [
  {
    id: "build",
    header: "Build of",
    cell: (build) => (
      <span className="flex items-center gap-2">
        <Link href={hrefOf(build)} tabIndex={-1} className="max-w-48 truncate rounded font-medium hover:underline">
          {buildName(build)}
        </Link>
        {build.isLatest && <Badge>Latest</Badge>}
      </span>
    ),
  },
  { id: "commit", header: "Commit", hideBelow: "sm", cell: (build) => <Commit build={build} /> },
  { id: "number", header: "Build", hideBelow: "sm", cell: (build) => <BuildNumber build={build} /> },
  {
    id: "author",
    header: "Author",
    hideBelow: "md",
    className: "text-muted",
    cell: (build) => <span className="line-clamp-1 max-w-40">{build.author ?? build.createdBy.name}</span>,
  },
  {
    id: "what",
    header: "Brought forth",
    hideBelow: "lg",
    cell: (build) => <Outcome build={build} />,
  },
  {
    id: "builtAt",
    header: "Built",
    align: "right",
    hideBelow: "md",
    cell: (build) => <RelativeTime at={build.builtAt} />,
  },
];

/** A product's builds, the newest first. */
export function BuildList({ builds, empty }: { builds: readonly ArtifactListItem[]; empty: ReactNode }) {
  const before = new Map(builds.map(({ id }, index) => [id, builds[index + 1]]));
  const actions: Column<ArtifactListItem> = {
    id: "actions",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    cell: (build) => (
      <span className="flex justify-end gap-1">
        <CompareBuilds from={before.get(build.id)} to={build} />
        <DownloadBuild build={build} />
        <RollOutBuild build={build} />
      </span>
    ),
  };
  return (
    <DataTable
      label="Builds"
      columns={[...columns, actions]}
      rows={builds}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      empty={empty}
    />
  );
}

export function Commit({ build }: { build: ArtifactListItem }) {
  const { gitCommit, gitRef, sourceUrl } = build;
  if (gitCommit === null && gitRef === null) return <span className="text-faint">unknown</span>;
  const commit = <code className="font-mono text-xs">{gitCommit?.slice(0, 8)}</code>;
  return (
    <span className="flex items-center gap-1.5">
      {sourceUrl && gitCommit ? <Outside href={sourceUrl}>{commit}</Outside> : commit}
      {gitRef && <span className="max-w-40 truncate text-xs text-muted">{shortRef(gitRef)}</span>}
    </span>
  );
}

export function BuildNumber({ build }: { build: ArtifactListItem }) {
  const { buildNumber, buildUrl } = build;
  if (buildNumber === null) return buildUrl ? <Outside href={buildUrl}>open</Outside> : null;
  return buildUrl ? <Outside href={buildUrl}>#{buildNumber}</Outside> : <>#{buildNumber}</>;
}

function Outcome({ build: { file, imageTags, size } }: { build: ArtifactListItem }) {
  const [image] = imageTags;
  const name = file?.fileName ?? image;
  return (
    <span className="flex items-center gap-2">
      {name && <span className="max-w-56 truncate">{name}</span>}
      {size !== null && <span className="text-xs text-muted tabular-nums">{formatBytes(size)}</span>}
    </span>
  );
}

/** The way to what changed since the build before; the last one shown has none. */
function CompareBuilds({ from, to }: { from: ArtifactListItem | undefined; to: ArtifactListItem }) {
  if (from === undefined) return null;
  return (
    <Button asChild size="sm" variant="ghost">
      <Link
        href={withQuery("/diffs", { from: from.id, to: to.id })}
        aria-label={`Compare ${buildName(to)} with ${buildName(from)}`}
      >
        <GitCompareArrows aria-hidden />
        <span className="max-xl:sr-only">Compare</span>
      </Link>
    </Button>
  );
}

export function DownloadBuild({ build }: { build: ArtifactListItem }) {
  if (!build.file) return null;
  return (
    <Button asChild size="sm" variant="ghost">
      <a href={downloadHref(build.id)} download aria-label={`Download ${build.file.fileName}`}>
        <Download aria-hidden />
        <span className="max-sm:sr-only">Download</span>
      </a>
    </Button>
  );
}

/** The way to a rollout of this build's version: forward for the latest, back for any other. */
export function RollOutBuild({ build }: { build: ArtifactListItem }) {
  const mayStart = useMay("rollouts:write");
  const { product, version, isLatest } = build;
  if (!mayStart || version === null || isLatest) return null;
  return (
    <Button asChild size="sm" variant="ghost">
      <Link
        href={withQuery("/rollouts", { start: "yes", product: product.slug, productId: product.id, tag: version })}
        aria-label={`Roll back to ${version}`}
      >
        <Undo2 aria-hidden />
        <span className="max-sm:sr-only">Roll back to it</span>
      </Link>
    </Button>
  );
}

function Outside({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className="rounded text-accent-ink hover:underline">
      {children}
    </a>
  );
}

function shortRef(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, "");
}
