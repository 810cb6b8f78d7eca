"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useTransition } from "react";

/**
 * Has the server render the page anew, one time after another. What is asked for meanwhile is done once, afterwards: on
 * a slow machine askers would otherwise stand in a line that only grows, and what people did would show at its end.
 */
export function usePageRefresh(): () => void {
  const router = useRouter();
  const [isUnderWay, start] = useTransition();
  const state = useRef({ isUnderWay: false, isWanted: false });

  const refresh = useCallback(() => {
    if (state.current.isUnderWay) {
      state.current.isWanted = true;
      return;
    }
    state.current = { isUnderWay: true, isWanted: false };
    start(() => router.refresh());
  }, [router]);

  useEffect(() => {
    if (isUnderWay) return;
    const { isWanted } = state.current;
    state.current = { isUnderWay: false, isWanted: false };
    if (isWanted) refresh();
  }, [isUnderWay, refresh]);
  return refresh;
}
