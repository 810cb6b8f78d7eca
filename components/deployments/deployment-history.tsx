"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { tellEntry } from "#components/deployments/history-words.ts";
import { deploymentKeys, readHistory } from "#components/deployments/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** What the deployment went through, from its beginning. */
export function DeploymentHistory({ deploymentId }: { deploymentId: string }) {
  const history = useInfiniteQuery({
    queryKey: deploymentKeys.history(deploymentId),
    queryFn: ({ pageParam, signal }) => readHistory(deploymentId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  if (history.isError && !history.data)
    return <ErrorState error={history.error} retry={() => void history.refetch()} />;
  if (!history.data) return <SkeletonRows rows={4} label="Loading the history" />;
  const entries = history.data.pages.flatMap((page) => page.items);
  if (entries.length === 0) return <p className="p-4 text-center text-muted">It has not started yet.</p>;
  return (
    <>
      <ol className="max-h-120 overflow-y-auto py-1.5">
        {entries.map((entry) => (
          <li key={entry.id} className="flex items-baseline gap-2 px-3 py-0.5 text-sm">
            <span className="min-w-0 flex-1 break-words">{tellEntry(entry)}</span>
            <span className="shrink-0 text-xs text-faint">
              <RelativeTime at={entry.at} />
            </span>
          </li>
        ))}
      </ol>
      {history.hasNextPage && (
        <div className="border-t border-line p-2 text-center">
          <Button
            size="sm"
            variant="ghost"
            busy={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
