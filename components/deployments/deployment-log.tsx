"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { deploymentKeys, readLogs } from "#components/deployments/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { DeploymentLogView } from "#lib/deployments/view.ts";

/** What the stages and the people who acted wrote down, the newest first. */
export function DeploymentLog({ deploymentId }: { deploymentId: string }) {
  const log = useInfiniteQuery({
    queryKey: deploymentKeys.logs(deploymentId),
    queryFn: ({ pageParam, signal }) => readLogs(deploymentId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  if (log.isError && !log.data) return <ErrorState error={log.error} retry={() => void log.refetch()} />;
  if (!log.data) return <SkeletonRows rows={4} label="Loading the log" />;
  const lines = log.data.pages.flatMap((page) => page.items);
  if (lines.length === 0) return <p className="p-4 text-center text-muted">No stage has written anything yet.</p>;
  return (
    <>
      <ol className="max-h-120 divide-y divide-line overflow-y-auto">
        {lines.map((line) => (
          <LogLine key={line.id} line={line} />
        ))}
      </ol>
      {log.hasNextPage && (
        <div className="border-t border-line p-2 text-center">
          <Button size="sm" variant="ghost" busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Show earlier lines
          </Button>
        </div>
      )}
    </>
  );
}

const inks = { info: "text-faint", warning: "text-warn-ink", error: "text-bad-ink" } as const;
const words = { info: "", warning: "Warning", error: "Error" } as const;

function LogLine({ line }: { line: DeploymentLogView }) {
  const details = Object.keys(line.data).length > 0;
  return (
    <li className="px-3 py-1.5 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-xs text-faint">
          <RelativeTime at={line.at} />
        </span>
        {line.stage && <code className="font-mono text-xs text-muted">{line.stage}</code>}
        {line.level !== "info" && (
          <span className={cn("text-xs font-medium", inks[line.level])}>{words[line.level]}</span>
        )}
        <span className="min-w-0 break-words">{line.message}</span>
      </p>
      {details && (
        <details className="mt-0.5 text-xs text-muted">
          <summary className="cursor-pointer">Details</summary>
          <pre className="mt-1 overflow-x-auto rounded bg-sunken p-2 font-mono">
            {JSON.stringify(line.data, null, 2)}
          </pre>
        </details>
      )}
    </li>
  );
}
