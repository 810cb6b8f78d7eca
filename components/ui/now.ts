"use client";

import { useSyncExternalStore } from "react";

const TICK_MS = 1000;

// One clock for every relative time and countdown of the page, so that a thousand of them cost one timer.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Words that depend on the present. The component renders anew only when they change. */
export function useWordsOfNow(write: (now: number) => string): string {
  const read = () => write(readSecond());
  return useSyncExternalStore(subscribe, read, read);
}

const neverChanges = () => () => undefined;

/**
 * A key for elements whose words depend on the present. The server wrote them a moment ago, and React leaves a text that
 * differs as it stands; under a new key it writes it anew.
 */
export function useHydrationPhase(): "served" | "live" {
  return useSyncExternalStore<"served" | "live">(
    neverChanges,
    () => "live",
    () => "served",
  );
}

/** In steps, because a snapshot must be the same when it is taken twice. */
function readSecond(): number {
  return Math.floor(Date.now() / TICK_MS) * TICK_MS;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  for (const listener of listeners) listener();
}
