"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
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
  const refresh = useRef(() => {});
  useEffect(() => {
    refresh.current = () => {
      for (const queryKey of keys) void client.invalidateQueries({ queryKey });
    };
  });

  const throttled = useRef<ReturnType<typeof throttle>>(null);
  useEffect(() => {
    const current = throttle(() => refresh.current(), calmMs);
    throttled.current = current;
    return current.stop;
  }, [calmMs]);

  useLiveEvents(types, (event) => {
    if (concerns(event)) throttled.current?.ask();
  });
}

type LiveRefresh = {
  types: readonly EventType[];
  keys: readonly QueryKey[];
  concerns?: (event: LiveEvent) => boolean;
  calmMs?: number;
};

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

  return { ask, stop: () => clearTimeout(timer) };
}
