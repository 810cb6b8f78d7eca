"use client";

import { useEffect } from "react";
import { usePageRefresh } from "#components/live/use-page-refresh.ts";

const EVERY_MS = 3_000;

/** Files on their way make no events of their own, so the page looks again until they have arrived. */
export function RefreshWhileMoving({ isMoving }: { isMoving: boolean }) {
  const refresh = usePageRefresh();
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(() => {
      if (!document.hidden) refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [isMoving, refresh]);
  return null;
}
