"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { diffKeys, NEVER_STALE, type Pair, readDiff } from "#components/diffs/queries.ts";
import type { EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { ArtifactDiffView } from "#lib/diffs/view.ts";

/** A comparison: its first page at once, the files beyond it as they come. */
export function useDiff(pair: Pair, changedOnly: boolean) {
  const query = useInfiniteQuery({
    queryKey: diffKeys.pair(pair, changedOnly),
    queryFn: ({ pageParam, signal }) => readDiff(pair, changedOnly, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.files?.nextCursor ?? null,
    // With and without unchanged files it is the same comparison, so that nothing flickers.
    placeholderData: (before) => (before?.pages[0] && isOf(before.pages[0], pair) ? before : undefined),
    ...NEVER_STALE,
  });
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, isPlaceholderData } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !isPlaceholderData) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData, fetchNextPage]);

  const changes = useMemo(
    (): EntryChange[] => (query.data?.pages ?? []).flatMap((page) => page.files?.entries ?? []),
    [query.data],
  );
  return { ...query, diff: query.data?.pages[0], changes };
}

function isOf(page: ArtifactDiffView, { from, to }: Pair): boolean {
  return page.from.id === from && page.to.id === to;
}
