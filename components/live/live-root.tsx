"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { type LiveEvent, listenForGaps, startLive } from "#components/live/connection.ts";
import { useLiveEvents } from "#components/live/use-live-events.ts";
import { showOnDesktop, useDesktopWatch, useWantsDesktop } from "#components/notifications/desktop.ts";
import { isMuted } from "#components/notifications/use-recent.ts";
import { useMe } from "#components/session.tsx";
import { toast, type ToastMessage } from "#components/ui/toast.tsx";
import { describeEvent } from "#lib/events/rules/describe.ts";
import type { EventType } from "#lib/events/types.ts";
import { isAtLeast, NOTABLE_TYPES, severityOf, UNMUTABLE_TYPES } from "#lib/notifications/rules/severity.ts";

const LOUD = {
  rollout_paused: "warn",
  rollout_completed: "good",
  rollout_failed: "bad",
  rollout_rolling_back: "bad",
  rollout_rolled_back: "warn",
  rollout_waiting: "info",
  release_held: "warn",
  deployment_failed: "bad",
  rollback_plan_created: "warn",
  rollback_plan_forced: "warn",
  rollback_glass_broken: "bad",
  rollback_stuck: "bad",
  automatic_rollback_started: "bad",
  automatic_rollback_stopped: "bad",
} as const satisfies Partial<Record<EventType, ToastMessage["kind"]>>;
const LOUD_TYPES = Object.keys(LOUD) as (keyof typeof LOUD)[];
const SERIOUS_TYPES = NOTABLE_TYPES.filter((type) => isAtLeast(severityOf(type), "warning"));

/** Keeps the tab in touch with the server: the stream, reading anew after a break, and telling of what matters. */
export function LiveRoot() {
  const me = useMe();
  const client = useQueryClient();
  const router = useRouter();
  useDesktopWatch(useWantsDesktop());

  useEffect(() => startLive(), []);
  useEffect(() => listenForGaps(() => void client.invalidateQueries()), [client]);

  // People need no telling of what they just did themselves, nor of what they muted.
  const isWanted = (event: LiveEvent) =>
    !(event.actor.kind === "user" && event.actor.id === me.id) &&
    (UNMUTABLE_TYPES.includes(event.type) || !isMuted(client, event.productId));

  useLiveEvents(LOUD_TYPES, (event) => {
    if (!isWanted(event)) return;
    const story = describeEvent(event);
    toast({
      kind: LOUD[event.type as keyof typeof LOUD],
      title: story.text,
      detail: story.cause,
      link: story.href ? { href: story.href, label: "Show" } : undefined,
      group: event.rolloutId ?? event.subject.id,
    });
  });
  useLiveEvents(SERIOUS_TYPES, (event) => {
    if (!isWanted(event)) return;
    const { text, cause, href } = describeEvent(event);
    const onClick = () => href !== undefined && router.push(href);
    showOnDesktop({ title: text, body: cause, tag: event.rolloutId ?? event.subject.id, onClick });
  });
  return null;
}
