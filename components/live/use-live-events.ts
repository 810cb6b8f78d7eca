"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { listen, type LiveEvent } from "#components/live/connection.ts";
import type { EventType } from "#lib/events/types.ts";

const CALM_MS = 1000;

/** Calls the handler for each live event of these types. Keep `types` a constant outside the component. */
export function useLiveEvents(types: readonly EventType[], handler: (event: LiveEvent) => void): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => listen(types, (event) => latest.current(event)), [types]);
}

/**
 * Reads what these keys hold anew after a live event that concerns it. A rollout sends hundreds of events a second;
 * they are gathered, so that the API is asked at most once in `calmMs`: at once for the first, then for the rest.
 */
export function useLiveRefresh({ types, keys, concerns = () => true, calmMs = CALM_MS }: LiveRefresh): void {
  const client = useQueryClient();
  const refresh = useCalmly(() => {
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  }, calmMs);
  useLiveEvents(types, (event) => {
    if (concerns(event)) refresh();
  });
}

type LiveRefresh = {
  types: readonly EventType[];
  keys: readonly QueryKey[];
  concerns?: (event: LiveEvent) => boolean;
  calmMs?: number;
};

/** A function that may be called as often as one likes: it runs at once, then at most once in each pause. */
export function useCalmly(run: () => void, pauseMs: number): () => void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const calm = useRef<ReturnType<typeof throttle>>(null);
  useEffect(() => {
    const throttled = throttle(() => latest.current(), pauseMs);
    calm.current = throttled;
    return throttled.stop;
  }, [pauseMs]);
  return useCallback(() => calm.current?.ask(), []);
}

/** Runs at once, then at most once in each pause while it is asked again. */
function throttle(run: () => void, pauseMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAskedAgain = false;

  function ask(): void {
    if (timer !== undefined) {
      isAskedAgain = true;
      return;
    }
    run();
    timer = setTimeout(() => {
      timer = undefined;
      if (isAskedAgain) ask();
    }, pauseMs);
    isAskedAgain = false;
  }

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  return { ask, stop };
}
