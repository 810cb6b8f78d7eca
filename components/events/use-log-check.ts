"use client";

import { useEffect, useRef, useState } from "react";
import { checkLog } from "#components/events/queries.ts";
import type { Verdict } from "#lib/events/rules/verdict.ts";

export type LogCheck =
  | { kind: "none" }
  | { kind: "running"; checked: number; total: number }
  | { kind: "done"; verdict: Verdict; at: string }
  | { kind: "failed"; error: unknown };

/** Checks the log when asked, and tells how far that is. Leaving the page ends it, here and at the server. */
export function useLogCheck(): { check: LogCheck; start: () => void; stop: () => void } {
  const [check, setCheck] = useState<LogCheck>({ kind: "none" });
  const leaving = useRef<AbortController>(null);
  useEffect(() => () => leaving.current?.abort(), []);

  async function run(signal: AbortSignal) {
    try {
      for await (const message of checkLog(signal)) {
        if (message.kind === "progress") {
          setCheck({ kind: "running", checked: message.checked, total: message.total });
        } else {
          setCheck({ kind: "done", verdict: message.verdict, at: new Date().toISOString() });
        }
      }
    } catch (error) {
      if (!signal.aborted) setCheck({ kind: "failed", error });
    }
  }

  return {
    check,
    start: () => {
      leaving.current = new AbortController();
      setCheck({ kind: "running", checked: 0, total: 0 });
      void run(leaving.current.signal);
    },
    stop: () => {
      leaving.current?.abort();
      setCheck({ kind: "none" });
    },
  };
}
