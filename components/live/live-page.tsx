"use client";

import { useEffect } from "react";
import { type LiveEvent, listenForGaps } from "#components/live/connection.ts";
import { useCalmly, useLiveEvents } from "#components/live/use-live-events.ts";
import { usePageRefresh } from "#components/live/use-page-refresh.ts";
import type { EventType } from "#lib/events/types.ts";

const CALM_MS = 2000;

type LivePageProps = {
  types: readonly EventType[];
  /** Only events about this one thing matter. */
  subjectId?: string;
  calmMs?: number;
};

/** Has the server render the page anew after such events, for pages that are made there as a whole. */
export function LivePage({ types, subjectId, calmMs = CALM_MS }: LivePageProps) {
  const refresh = useCalmly(usePageRefresh(), calmMs);
  useLiveEvents(types, (event) => {
    if (subjectId === undefined || isAbout(event, subjectId)) refresh();
  });
  useEffect(() => listenForGaps(refresh), [refresh]);
  return null;
}

/** Events about many devices at once name them in a list, of which the stream brings only the beginning. */
function isAbout(event: LiveEvent, subjectId: string): boolean {
  if (event.subject.id === subjectId || event.productId === subjectId) return true;
  const { deviceIds, shortened } = event.data;
  return Array.isArray(deviceIds) && (deviceIds.includes(subjectId) || shortened === true);
}
