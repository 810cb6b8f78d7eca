"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { describeEvent } from "#lib/events/rules/describe.ts";
import { listenForGaps, startLive } from "#components/live/connection.ts";
import { useLiveEvents } from "#components/live/use-live-events.ts";
import { useMe } from "#components/session.tsx";
import { toast, type ToastMessage } from "#components/ui/toast.tsx";
import type { EventType } from "#lib/events/types.ts";

const LOUD = {
  rollout_paused: "warn",
  rollout_completed: "good",
  rollout_failed: "bad",
  rollout_rolling_back: "bad",
  rollout_rolled_back: "warn",
  rollout_waiting: "info",
  release_held: "warn",
} as const satisfies Partial<Record<EventType, ToastMessage["kind"]>>;
const LOUD_TYPES = Object.keys(LOUD) as (keyof typeof LOUD)[];

/** Keeps the tab in touch with the server: the stream, reading anew after a break, and toasts for what matters. */
export function LiveRoot() {
  const me = useMe();
  const client = useQueryClient();

  useEffect(() => startLive(), []);
  useEffect(() => listenForGaps(() => void client.invalidateQueries()), [client]);

  useLiveEvents(LOUD_TYPES, (event) => {
    // People need no telling of what they just did themselves.
    if (event.actor.kind === "user" && event.actor.id === me.id) return;
    const story = describeEvent(event);
    toast({
      kind: LOUD[event.type as keyof typeof LOUD],
      title: story.text,
      detail: story.cause,
      link: story.href ? { href: story.href, label: "Show" } : undefined,
      group: event.rolloutId ?? event.subject.id,
    });
  });
  return null;
}
