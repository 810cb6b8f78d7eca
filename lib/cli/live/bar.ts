import type { Color, Paint } from "#lib/cli/paint.ts";

/** A part of a bar: how much, and how it is drawn. Each has a sign of its own, for those who see no colors. */
export interface BarPart {
  count: number;
  sign: string;
  color: Color;
}

/** Draws parts of a whole side by side. What there is at all has a cell at least: a single failure is seen. */
export function drawBar(parts: readonly BarPart[], width: number, paint: Paint): string {
  const shown = parts.filter(({ count }) => count > 0).slice(0, width);
  const total = shown.reduce((sum, { count }) => sum + count, 0);
  const cells = shown.map(({ count }) => Math.max(1, Math.floor((count / total) * width)));
  const largest = cells.indexOf(Math.max(...cells));
  const spare = width - cells.reduce((sum, count) => sum + count, 0);
  return shown
    .map(({ sign, color }, index) => paint(color, sign.repeat((cells[index] ?? 0) + (index === largest ? spare : 0))))
    .join("");
}

/** Draws a share of a whole, such as failures against what is still accepted. */
export function drawShare(share: number, width: number, color: Color, paint: Paint): string {
  const filled = share === 0 ? 0 : Math.min(width, Math.max(1, Math.round(share * width)));
  return (filled > 0 ? paint(color, "█".repeat(filled)) : "") + paint("dim", "░".repeat(width - filled));
}

/** How wide a bar may be where so much stands beside it. */
export function barWidth(columns: number, beside: number): number {
  return Math.min(40, Math.max(8, columns - beside));
}
