import type { Paint } from "#lib/cli/paint.ts";

/** What a drawing needs besides the thing that is drawn. */
export interface Frame {
  columns: number;
  rows: number;
  now: Date;
  /** What happened last, a line each. */
  news: readonly string[];
  /** Why nothing can be read just now. */
  trouble: string | null;
  paint: Paint;
}
