"use client";

import { useMemo, useState } from "react";

export type SteadyRows<Row> = {
  rows: readonly Row[];
  /** How many rows arrived meanwhile and are not shown yet. */
  waiting: number;
  show: () => void;
  /** Goes onto the element around the rows. */
  hold: { onPointerEnter: (event: { pointerType: string }) => void; onPointerLeave: () => void };
};

/**
 * Keeps a live list from moving under the pointer: while it is over the list, rows change in place, and new ones wait.
 * `question` says what is listed; another question is answered at once.
 */
export function useSteadyRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number,
  question = "",
): SteadyRows<Row> {
  const [held, setHeld] = useState<{ question: string; rows: readonly Row[] } | null>(null);
  const isHeld = held !== null && held.question === question;

  const steady = useMemo(() => {
    if (!isHeld) return { rows, waiting: 0 };
    const fresh = new Map(rows.map((row) => [keyOf(row), row]));
    const shown = held.rows.map((row) => fresh.get(keyOf(row)) ?? row);
    for (const row of held.rows) fresh.delete(keyOf(row));
    return { rows: shown, waiting: fresh.size };
    // keyOf is the same rule each time, whatever function carries it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isHeld, held, rows]);

  return {
    ...steady,
    show: () => setHeld({ question, rows }),
    hold: {
      // A finger does not hover; it would hold the list for ever.
      onPointerEnter: ({ pointerType }) => pointerType === "mouse" && setHeld({ question, rows }),
      onPointerLeave: () => setHeld(null),
    },
  };
}
