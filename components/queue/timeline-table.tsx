"use client";

import { CalendarClock } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { labelOf } from "#components/queue/draw-timeline.ts";
import { Button } from "#components/ui/button.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { ExactTime } from "#components/ui/relative-time.tsx";
import type { TimelineItem, TimelineView } from "#lib/deployments/queue/view.ts";

const SHOWN_AT_FIRST = 50;

/** The timeline in words: the same items as a table, and those that have no place in time. */
export function TimelineTable({ timeline }: { timeline: TimelineView }) {
  const [isWhole, setIsWhole] = useState(false);
  const rows = useMemo(
    () => [...timeline.unplaced, ...timeline.items.toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))],
    [timeline],
  );
  const unplaced = useMemo(() => new Set(timeline.unplaced.map(({ id }) => id)), [timeline]);
  const shown = isWhole ? rows : rows.slice(0, SHOWN_AT_FIRST);
  return (
    <Panel
      title="As a list"
      count={rows.length}
      actions={
        rows.length > shown.length && (
          <Button variant="secondary" onClick={() => setIsWhole(true)}>
            Show all {rows.length}
          </Button>
        )
      }
    >
      <DataTable
        label="Everything on the timeline"
        columns={columnsFor(timeline, unplaced)}
        rows={shown}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={CalendarClock} title="Nothing is planned">
            Schedule a deployment, and it stands here.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function columnsFor(timeline: TimelineView, unplaced: ReadonlySet<string>): Column<TimelineItem>[] {
  const environments = new Map(timeline.environments.map(({ id, name }) => [id, name]));
  return [
    {
      id: "title",
      header: "What",
      cell: (item) =>
        item.deploymentId === null ? (
          labelOf(item)
        ) : (
          <Link href={`/deployments/${item.deploymentId}`} className="rounded font-medium hover:underline">
            {labelOf(item)}
          </Link>
        ),
    },
    {
      id: "environment",
      header: "Where",
      hideBelow: "md",
      cell: ({ environmentId }) => environments.get(environmentId ?? "") ?? "–",
    },
    {
      id: "kind",
      header: "State",
      cell: (item) => (item.kind === "finished" ? item.status : item.kind === "recurring" ? "comes round" : item.kind),
    },
    {
      id: "start",
      header: "Start",
      cell: (item) => (unplaced.has(item.id) ? (item.wait ?? "unknown") : <ExactTime at={item.startsAt} />),
    },
    {
      id: "end",
      header: "End",
      hideBelow: "sm",
      cell: ({ endsAt }) => (endsAt === null ? "unknown" : <ExactTime at={endsAt} />),
    },
  ];
}
