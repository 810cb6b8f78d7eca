// Which words of a line changed?
import { matchSequences } from "#lib/diffs/rules/match.ts";

/** Part of a line, from `start` to before `end`. */
export interface Span {
  start: number;
  end: number;
}

/** Longer lines are shown as changed as a whole: nobody looks for a word in them. */
const LINE_LENGTH_MAX = 1_000;
/** Where less than this share is common, marking words would only be confetti. */
const COMMON_SHARE_MIN = 0.3;

/** Names the parts that differ; none where the two lines have too little in common, so that all of them is new. */
export function compareWords(from: string, to: string): { from: Span[]; to: Span[] } {
  if (Math.max(from.length, to.length) > LINE_LENGTH_MAX) return { from: [], to: [] };
  const ids = new Map<string, number>();
  const [left, right] = [toWords(from), toWords(to)];
  const toIds = (words: readonly string[]) =>
    Int32Array.from(words, (word) => {
      const id = ids.get(word) ?? ids.size;
      ids.set(word, id);
      return id;
    });
  const matchOf = matchSequences(toIds(left), toIds(right));
  const isCommon = right.map(() => false);
  for (const match of matchOf) if (match >= 0) isCommon[match] = true;
  const common = left.reduce((sum, word, index) => sum + ((matchOf[index] ?? -1) >= 0 ? word.trim().length : 0), 0);
  const most = Math.max(from.trim().length, to.trim().length);
  if (common < most * COMMON_SHARE_MIN) return { from: [], to: [] };
  return {
    from: toSpans(left, (index) => (matchOf[index] ?? -1) >= 0),
    to: toSpans(right, (index) => isCommon[index] === true),
  };
}

function toWords(line: string): string[] {
  return line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

function toSpans(words: readonly string[], isCommon: (index: number) => boolean): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const [index, word] of words.entries()) {
    const end = at + word.length;
    const last = spans.at(-1);
    if (!isCommon(index)) {
      if (last?.end === at) last.end = end;
      else spans.push({ start: at, end });
    }
    at = end;
  }
  return spans;
}
