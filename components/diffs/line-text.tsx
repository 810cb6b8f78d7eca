import type { ReactNode } from "react";
import type { Token } from "#components/diffs/highlighter.ts";
import { cn } from "#components/ui/cn.ts";
import type { Span } from "#lib/diffs/rules/words.ts";

/** A line with its colours, the words that changed, and what the search found. */
export function LineText({ text, tokens, changed, found, tone }: LineTextProps) {
  const colored = tokens && tokens.length > 0 ? tokens : [{ text, color: undefined }];
  const marks = [
    ...changed.map((span) => ({ ...span, style: tone === "removed" ? "bg-bad/25" : "bg-good/25" })),
    ...found.map((span) => ({ ...span, style: "bg-warn/60" })),
  ];
  const parts: ReactNode[] = [];
  let at = 0;
  for (const token of colored) {
    for (const piece of cutAt(at, at + token.text.length, marks)) {
      const styles = marks
        .filter(({ start, end }) => start <= piece.start && piece.end <= end)
        .map(({ style }) => style);
      parts.push(
        <span
          key={piece.start}
          className={cn(styles.length > 0 && "rounded-xs", styles) || undefined}
          style={token.color ? { color: token.color } : undefined}
        >
          {text.slice(piece.start, piece.end)}
        </span>,
      );
    }
    at += token.text.length;
  }
  return <>{parts}</>;
}

type LineTextProps = {
  text: string;
  tokens: Token[] | undefined;
  changed: readonly Span[];
  found: readonly Span[];
  tone: "removed" | "added" | "same";
};

/** Cuts a piece of a line where a mark begins or ends in it. */
function cutAt(start: number, end: number, marks: readonly Span[]): Span[] {
  const edges = marks.flatMap((mark) => [mark.start, mark.end]).filter((edge) => edge > start && edge < end);
  const cuts = [start, ...[...new Set(edges)].sort((left, right) => left - right), end];
  return cuts.slice(0, -1).map((from, index) => ({ start: from, end: cuts[index + 1] ?? end }));
}
