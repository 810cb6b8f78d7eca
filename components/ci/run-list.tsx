"use client";

import { Ban, CircleCheck, CircleDashed, CircleX, type LucideIcon, LoaderCircle } from "lucide-react";
import Link from "next/link";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { RunView } from "#lib/ci/view.ts";

const look = (label: string, tone: Tone, icon: LucideIcon): StateLook => ({ label, tone, icon });
const looks: Record<RunView["conclusion"], StateLook> = {
  success: look("Green", "good", CircleCheck),
  failure: look("Red", "bad", CircleX),
  cancelled: look("Cancelled", "idle", Ban),
  other: look("Undecided", "idle", CircleDashed),
  queued: look("Queued", "wait", CircleDashed),
  inProgress: look("Under way", "move", LoaderCircle),
};

const columns: Column<RunView>[] = [
  { id: "conclusion", header: "Run", className: "w-28", cell: (run) => <Conclusion run={run} /> },
  {
    id: "workflow",
    header: "Workflow",
    cell: ({ repository, workflow, url, attempt }) => (
      <span className="flex flex-wrap items-baseline gap-x-2">
        {url === null ? (
          <span className="font-medium">{workflow || repository}</span>
        ) : (
          <a href={url} target="_blank" rel="noreferrer" className="rounded font-medium hover:underline">
            {workflow || repository}
          </a>
        )}
        <span className="text-xs text-muted">
          {repository}
          {attempt > 1 && `, attempt ${attempt}`}
        </span>
      </span>
    ),
  },
  {
    id: "commit",
    header: "Commit",
    hideBelow: "md",
    cell: ({ commit, branch }) => (
      <span className="font-mono text-xs">
        {commit.slice(0, 10)} <span className="text-muted">{branch}</span>
      </span>
    ),
  },
  { id: "outcome", header: "What came of it", cell: (run) => <Outcome run={run} /> },
  { id: "at", header: "Heard", align: "right", cell: (run) => <RelativeTime at={run.receivedAt} /> },
];

/** What CI systems told, the newest first, and what it did. */
export function RunList({ runs }: { runs: readonly RunView[] }) {
  return (
    <DataTable
      label="Runs of CI systems"
      columns={columns}
      rows={runs}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No CI system has told of a run yet" className="py-6">
          GitHub does by its workflow_run webhook; others post to an address of their own, made under Webhooks.
        </EmptyState>
      }
    />
  );
}

function Conclusion({ run }: { run: RunView }) {
  const { label, tone, icon } = looks[run.conclusion];
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

const verbs: Record<RunView["results"][number]["did"], string> = {
  started: "Started",
  paused: "Paused",
  cancelled: "Cancelled",
  foundBad: "Found bad",
  nothing: "Nothing",
  waits: "Waits",
};

function Outcome({ run: { results, reason } }: { run: RunView }) {
  if (results.length === 0)
    return <span className="text-muted">{withoutCode(reason ?? "It is about to be looked at.")}</span>;
  return (
    <ul className="space-y-0.5">
      {results.map(({ triggerId, did, deployment, reason: why }) => (
        <li key={`${triggerId} ${did} ${deployment?.id ?? ""}`}>
          {verbs[did]}{" "}
          {deployment && (
            <Link href={`/deployments/${deployment.id}`} className="rounded font-medium hover:underline">
              #{deployment.number}
            </Link>
          )}
          {why !== null && <span className="text-muted"> {why}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Reasons begin with a word for programs. */
function withoutCode(reason: string): string {
  return reason.replace(/^[a-z-]+: /, "");
}
