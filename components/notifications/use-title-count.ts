"use client";

import { useEffect } from "react";

const COUNT_MAX = 99;
const MARK = /^\(\d+\+?\) /;

/** Puts a count before the title of the tab, and keeps it there when a page sets a title of its own. */
export function useTitleCount(count: number): void {
  useEffect(() => {
    const mark = count === 0 ? "" : `(${shortCount(count)}) `;
    setMark(mark);
    const observer = new MutationObserver(() => setMark(mark));
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      setMark("");
    };
  }, [count]);
}

/** From here on nobody counts any more. */
export function shortCount(count: number): string {
  return count > COUNT_MAX ? `${COUNT_MAX}+` : String(count);
}

/** Writes only where that changes anything: each write is seen by the observer again. */
function setMark(mark: string): void {
  const title = mark + document.title.replace(MARK, "");
  if (document.title !== title) document.title = title;
}
