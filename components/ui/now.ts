"use client";

import { useSyncExternalStore } from "react";

const TICK_MS = 1000;

// One clock for every relative time and countdown of the page, so that a thousand of them cost one timer.
const listeners = new Set<() => void>();
let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** The present, moving on in steps of `everySeconds`; a longer step renders less often. */
export function useNow(everySeconds = 1): number {
  const step = everySeconds * TICK_MS;
  const read = () => Math.floor(current / step) * step;
  return useSyncExternalStore(subscribe, read, () => Math.floor(Date.now() / step) * step);
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
  current = Date.now();
  for (const listener of listeners) listener();
}
