"use client";

import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { EventFeed } from "#components/events/event-feed.tsx";
import { readRolloutFeed } from "#components/events/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { NewRows } from "#components/ui/new-rows.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { useSteadyRows } from "#components/ui/use-steady-rows.ts";

/** The story of one rollout, page by page into the past. */
export function RolloutFeed({ rolloutId, queryKey }: { rolloutId: string; queryKey: QueryKey }) {
  const feed = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => readRolloutFeed(rolloutId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const all = feed.data?.pages.flatMap((page) => page.items) ?? [];
  const { rows: events, waiting, show, hold } = useSteadyRows(all, ({ seq }) => seq, String(feed.data?.pages.length));

  if (feed.isError && !feed.data) return <ErrorState error={feed.error} retry={() => void feed.refetch()} />;
  if (!feed.data) return <SkeletonRows rows={5} label="Loading events" />;
  if (all.length === 0) return <p className="p-4 text-center text-muted">Nothing has happened yet.</p>;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col" {...hold}>
      <NewRows waiting={waiting} noun="new event" show={show} />
      <div className="max-h-160 overflow-y-auto py-1.5">
        <EventFeed events={events} />
      </div>
      {feed.hasNextPage && (
        <div className="border-t border-line p-2 text-center">
          <Button size="sm" variant="ghost" busy={feed.isFetchingNextPage} onClick={() => void feed.fetchNextPage()}>
            Show earlier events
          </Button>
        </div>
      )}
    </div>
  );
}
