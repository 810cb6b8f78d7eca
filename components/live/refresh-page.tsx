"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { type LiveEvent, listenForGaps } from "#components/live/connection.ts";
import { useLiveEvents } from "#components/live/use-live-events.ts";
import type { EventType } from "#lib/events/types.ts";

const CALM_MS = 2000;

/** Has the server make the page anew after a live event that concerns it, at most once in two seconds. */
export function RefreshPage({ types, subjectId }: { types: readonly EventType[]; subjectId?: string }) {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useLiveEvents(types, (event) => {
    if (subjectId && !isAbout(event, subjectId)) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      router.refresh();
    }, CALM_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => listenForGaps(() => router.refresh()), [router]);
  return null;
}

/** Events about many devices at once name them in a list. */
function isAbout(event: LiveEvent, subjectId: string): boolean {
  if (event.subject.id === subjectId || event.productId === subjectId) return true;
  const { deviceIds } = event.data;
  return Array.isArray(deviceIds) && (deviceIds.includes(subjectId) || event.data.shortened === true);
}
