"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Server } from "lucide-react";
import { api } from "#components/api.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { ActionEntryView } from "#lib/devices/view.ts";
import type { Page } from "#lib/kernel/page.ts";

const LINES_ON_PAGE = 50;

type ActionLogProps = {
  deviceId: string;
  actionId: number;
  /** Another one means that there may be new lines. */
  version: string;
};

/** What a device said about one action, and what the server did, the newest line first. */
export function ActionLog({ deviceId, actionId, version }: ActionLogProps) {
  const log = useInfiniteQuery({
    queryKey: ["devices", deviceId, "actions", actionId, "entries", version],
    queryFn: ({ pageParam, signal }) =>
      api<Page<ActionEntryView>>(`/api/v1/devices/${deviceId}/actions/${actionId}/entries`, {
        query: { cursor: pageParam, limit: LINES_ON_PAGE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  if (log.isError && !log.data) return <ErrorState error={log.error} retry={() => void log.refetch()} />;
  if (!log.data) return <SkeletonRows rows={3} label="Loading the log" />;
  const entries = log.data.pages.flatMap((page) => page.items);
  if (entries.length === 0) return <p className="text-xs text-muted">Nothing was said about it.</p>;
  return (
    <div className="rounded-md border border-line bg-sunken">
      <ol className="max-h-96 divide-y divide-line overflow-y-auto">
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} />
        ))}
      </ol>
      {log.hasNextPage && (
        <div className="border-t border-line p-1.5 text-center">
          <Button size="sm" variant="ghost" busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Show earlier lines
          </Button>
        </div>
      )}
    </div>
  );
}

function Line({ entry }: { entry: ActionEntryView }) {
  return (
    <li className="grid grid-cols-[5.5rem_minmax(0,1fr)_auto] gap-x-3 px-2.5 py-1 text-xs max-sm:grid-cols-[minmax(0,1fr)_auto]">
      <span className="truncate text-muted max-sm:col-span-2">
        {entry.isByServer && <Server aria-label="By the server" className="mr-1 inline size-3" />}
        {entry.type.replaceAll("_", " ")}
        {entry.code !== null && ` (${entry.code})`}
      </span>
      <span className="font-mono break-words whitespace-pre-wrap">{entry.messages.join("\n")}</span>
      <span className="text-right text-faint">
        <RelativeTime at={entry.reportedAt} />
      </span>
    </li>
  );
}
