"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { listenForGaps } from "#components/live/connection.ts";
import { useCalmly, useLiveEvents } from "#components/live/use-live-events.ts";
import type { EventType } from "#lib/events/types.ts";

type LivePageProps = { types: readonly EventType[]; calmMs: number };

/** Has the server render the page anew after such events, for pages that are made there as a whole. */
export function LivePage({ types, calmMs }: LivePageProps) {
  const router = useRouter();
  const refresh = useCalmly(() => router.refresh(), calmMs);
  useLiveEvents(types, refresh);
  useEffect(() => listenForGaps(refresh), [refresh]);
  return null;
}
