"use client";

import { useSyncExternalStore } from "react";

const subscribe = () => () => {};

/** The address under which this browser reaches the server, for commands to copy. */
export function useOrigin(): string {
  return useSyncExternalStore(
    subscribe,
    () => window.location.origin,
    () => "https://slipway.example",
  );
}
