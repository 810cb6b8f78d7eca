"use client";

import { type InfiniteData, type QueryClient, useInfiniteQuery } from "@tanstack/react-query";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { notificationKeys, readRecent } from "#components/notifications/queries.ts";
import { NOTABLE_TYPES } from "#lib/notifications/rules/severity.ts";
import type { RecentView } from "#lib/notifications/view.ts";

const KEYS = [notificationKeys.recent];
const CALM_MS = 2000;

/** What happened lately, page by page into the past. Follows the stream; after a break it is read anew, so nothing is missed. */
export function useRecent() {
  useLiveRefresh({ types: NOTABLE_TYPES, keys: KEYS, calmMs: CALM_MS });
  return useInfiniteQuery({
    queryKey: notificationKeys.recent,
    queryFn: ({ pageParam, signal }) => readRecent(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Says whether somebody does not want to hear of a product, as far as this tab knows. */
export function isMuted(client: QueryClient, productId: string | null | undefined): boolean {
  const data = client.getQueryData<InfiniteData<RecentView>>(notificationKeys.recent);
  return data?.pages[0]?.mutedProducts.some(({ id }) => id === productId) ?? false;
}
