"use client";

import Link from "next/link";
import { ReleaseMark } from "#components/environments/release-mark.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ReleaseView } from "#lib/environments/view.ts";

const columns: Column<ReleaseView>[] = [
  {
    id: "version",
    header: "Version",
    cell: (release) => <span className="font-mono font-medium">{release.version}</span>,
  },
  { id: "state", header: "State", cell: (release) => <ReleaseMark release={release} /> },
  {
    id: "digest",
    header: "Digest",
    hideBelow: "md",
    cell: ({ digest }) => (digest === null ? <span className="text-faint">–</span> : <Digest digest={digest} />),
  },
  {
    id: "deployment",
    header: "Deployment",
    cell: ({ deployment }) => (
      <Link href={`/deployments/${deployment.id}`} className="rounded hover:underline">
        #{deployment.number}
      </Link>
    ),
  },
  { id: "at", header: "Deployed", align: "right", cell: (release) => <RelativeTime at={release.deployedAt} /> },
];

/** What was deployed to one cell of the matrix, the newest first. */
export function ReleaseList({ releases }: { releases: readonly ReleaseView[] }) {
  return (
    <DataTable
      label="Releases"
      columns={columns}
      rows={releases}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="Nothing was deployed here yet" className="py-6">
          Use a template, or promote what was verified in the environment before it.
        </EmptyState>
      }
    />
  );
}
