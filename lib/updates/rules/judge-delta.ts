// Is a delta worth being offered, and is it better than the one that is there?

export interface MadeSize {
  /** Bytes. */
  size: number;
  resultSize: number;
  /** Of the same format, made quickly; null where there is none. */
  earlierSize: number | null;
}

export type Verdict = { kind: "keep" } | { kind: "keepEarlier" } | { kind: "drop"; reason: string };

/** A delta that saves too little is not worth the device's work; between two, the smaller one wins. */
export function judgeDelta({ size, resultSize, earlierSize }: MadeSize, savesMin: number): Verdict {
  if (earlierSize !== null && earlierSize <= size) return { kind: "keepEarlier" };
  const saved = savedShare(size, resultSize);
  if (saved >= savesMin && saved > 0) return { kind: "keep" };
  const asPercent = (share: number) => `${Math.round(share * 100)} %`;
  return { kind: "drop", reason: `It saves ${asPercent(Math.max(0, saved))}, less than ${asPercent(savesMin)}.` };
}

export function savedShare(packageSize: number, resultSize: number): number {
  return resultSize === 0 ? 0 : 1 - packageSize / resultSize;
}
