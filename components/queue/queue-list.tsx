"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ListOrdered } from "lucide-react";
import Link from "next/link";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { EstimateText } from "#components/queue/estimate-text.tsx";
import { LINE_NEWS, queueKeys, readQueue } from "#components/queue/queries.ts";
import { QueueMenu, type QueueRights } from "#components/queue/queue-menu.tsx";
import { QueueState } from "#components/queue/queue-state.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { countOf } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { ExactTime } from "#components/ui/relative-time.tsx";
import type { QueueItemView, QueueView } from "#lib/deployments/queue/view.ts";

const KEYS = [queueKeys.line];
const EVERY_MS = 30_000;

type QueueListProps = { initial: QueueView; rights: QueueRights };

/** The line as it stands, kept up by the events and read anew now and then, since estimates move with the time. */
export function QueueList({ initial, rights }: QueueListProps) {
  const client = useQueryClient();
  useLiveRefresh({ types: LINE_NEWS, keys: KEYS });
  const { data, isError } = useQuery({
    queryKey: queueKeys.line,
    queryFn: ({ signal }) => readQueue(signal),
    initialData: initial,
    refetchInterval: EVERY_MS,
  });
  const refresh = () => void client.invalidateQueries({ queryKey: queueKeys.line });

  return (
    <Panel title="The line" count={`${data.running} running, ${countOf(data.waiting, "waiting", "waiting")}`}>
      {isError && (
        <Notice kind="warn" className="m-3">
          The line could not be read anew; this is how it stood before.
        </Notice>
      )}
      <DataTable
        label="Deployments that run or wait"
        columns={columnsFor(rights, refresh)}
        rows={data.items}
        rowKey={({ id }) => id}
        rowHref={hrefOf}
        empty={
          <EmptyState icon={ListOrdered} title="Nothing runs and nothing waits">
            Start a deployment from a template, and it stands here until its turn has come.
          </EmptyState>
        }
      />
      {data.isCut && <p className="p-3 text-xs text-muted">More wait than are shown.</p>}
    </Panel>
  );
}

const hrefOf = ({ deploymentId }: QueueItemView) => `/deployments/${deploymentId}`;

function columnsFor(rights: QueueRights, refresh: () => void): Column<QueueItemView>[] {
  return [
    {
      id: "position",
      header: "Place",
      align: "right",
      className: "w-14 tabular-nums",
      cell: ({ position }) => position ?? <span className="text-faint">–</span>,
    },
    {
      id: "deployment",
      header: "Deployment",
      cell: (item) => (
        <Link href={hrefOf(item)} tabIndex={-1} className="block max-w-80 rounded font-medium hover:underline">
          <span className="text-muted">#{item.number}</span> {item.product.name} {item.version}
          <span className="block truncate text-xs font-normal text-muted">{item.environment?.name}</span>
        </Link>
      ),
    },
    {
      id: "priority",
      header: "Priority",
      hideBelow: "md",
      cell: ({ priority, override }) => (
        <span className="flex flex-wrap items-center gap-1">
          {priority}
          {override !== null && <Badge>{override.confirmedAt === null ? "hot-fix asked for" : "hot-fix"}</Badge>}
        </span>
      ),
    },
    {
      id: "state",
      header: "Why it waits",
      cell: (item) => (
        <div className="max-w-96 min-w-40">
          <QueueState item={item} />
          {item.wait && <WaitText wait={item.wait} />}
          {item.lastError && <p className="text-xs text-bad-ink">{item.lastError}</p>}
        </div>
      ),
    },
    { id: "estimate", header: "Starts", hideBelow: "sm", cell: (item) => <EstimateText item={item} /> },
    {
      id: "actions",
      header: <span className="sr-only">Actions</span>,
      align: "right",
      className: "w-10",
      cell: (item) => <QueueMenu item={item} rights={rights} onDone={refresh} />,
    },
  ];
}

function WaitText({ wait: { message, until } }: { wait: NonNullable<QueueItemView["wait"]> }) {
  return (
    <p className="text-xs text-muted max-sm:hidden">
      {message}
      {until !== null && (
        <>
          {" "}
          Until <ExactTime at={until} />.
        </>
      )}
    </p>
  );
}
