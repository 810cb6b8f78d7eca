"use client";

import { useEffect, useMemo, useReducer } from "react";
import { colorLines, type Token } from "#components/diffs/highlighter.ts";
import type { Language } from "#components/diffs/language.ts";
import { type FilePlace, readLines } from "#components/diffs/queries.ts";
import type { TextDiffView } from "#lib/diffs/view.ts";

export type SideName = "from" | "to";

/** Lines are read in pieces of this many, beginning at its multiples. */
const PIECE_LINES = 1_000;
const PIECES_AT_ONCE = 4;
const COLORED_AT_ONCE = 60;

/**
 * The lines of a file as far as somebody looked at them: those of the hunks are there at once, others are read when they
 * are asked for, and colours follow while the browser has nothing else to do.
 */
export class LineStore {
  readonly #place: FilePlace;
  readonly #language: Language | null;
  readonly #lines = { from: new Map<number, string>(), to: new Map<number, string>() };
  readonly #tokens = { from: new Map<number, Token[]>(), to: new Map<number, Token[]>() };
  readonly #pieces = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #isColoring = false;
  #wanted: { side: SideName; line: number }[] = [];
  failed = false;

  constructor(place: FilePlace, text: TextDiffView, language: Language | null) {
    this.#place = place;
    this.#language = language;
    for (const hunk of text.hunks) {
      let [from, to] = [Math.max(0, hunk.fromStart - 1), Math.max(0, hunk.toStart - 1)];
      for (const line of hunk.lines) {
        if (!line.startsWith("+")) this.#lines.from.set(from++, line.slice(1));
        if (!line.startsWith("-")) this.#lines.to.set(to++, line.slice(1));
      }
    }
  }

  text(side: SideName, line: number): string | undefined {
    return this.#lines[side].get(line);
  }

  tokens(side: SideName, line: number): Token[] | undefined {
    return this.#tokens[side].get(line);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Says which lines are looked at. Those that are missing are read, and all are coloured. */
  want(lines: readonly { side: SideName; line: number }[]): void {
    for (const { side, line } of lines) {
      if (!this.#lines[side].has(line)) void this.load(side, Math.floor(line / PIECE_LINES));
    }
    this.#wanted = lines.filter(({ side, line }) => !this.#tokens[side].has(line));
    if (!this.#isColoring) void this.#color();
  }

  /** Reads all lines that are named, a few pieces at a time, as for a search. */
  async loadAll(lines: readonly { side: SideName; line: number }[]): Promise<void> {
    const pieces = new Map<string, { side: SideName; piece: number }>();
    for (const { side, line } of lines) {
      if (this.#lines[side].has(line)) continue;
      const piece = Math.floor(line / PIECE_LINES);
      pieces.set(`${side}${piece}`, { side, piece });
    }
    const queue = [...pieces.values()];
    const next = async (): Promise<void> => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) await this.load(item.side, item.piece);
    };
    await Promise.all(Array.from({ length: PIECES_AT_ONCE }, next));
  }

  async load(side: SideName, piece: number): Promise<void> {
    const key = `${side}${piece}`;
    if (this.#pieces.has(key)) return;
    this.#pieces.add(key);
    try {
      const start = piece * PIECE_LINES;
      const { lines } = await readLines(this.#place, side, start + 1, PIECE_LINES);
      for (const [index, line] of lines.entries()) this.#lines[side].set(start + index, line);
      if (!this.#isColoring) void this.#color();
      this.failed = false;
    } catch {
      // Asked for again when somebody looks there again.
      this.#pieces.delete(key);
      this.failed = true;
    }
    this.#tell();
  }

  /** Piece by piece, each when the browser is idle; what was scrolled away meanwhile is left out. */
  async #color(): Promise<void> {
    if (!this.#language) return;
    this.#isColoring = true;
    for (;;) {
      const run = this.#nextRun();
      if (!run) break;
      await idle();
      const colored = await colorLines(run.lines, this.#language);
      // Empty lines mark those that cannot be coloured, so that they are not tried again.
      for (const [index] of run.lines.entries()) this.#tokens[run.side].set(run.start + index, colored?.[index] ?? []);
      this.#tell();
    }
    this.#isColoring = false;
  }

  #nextRun(): { side: SideName; start: number; lines: string[] } | null {
    const isOpen = (side: SideName, line: number) => this.#lines[side].has(line) && !this.#tokens[side].has(line);
    const first = this.#wanted.find(({ side, line }) => isOpen(side, line));
    if (!first) return null;
    const lines: string[] = [];
    for (let line = first.line; lines.length < COLORED_AT_ONCE && isOpen(first.side, line); line++) {
      lines.push(this.#lines[first.side].get(line) ?? "");
    }
    return { side: first.side, start: first.line, lines };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) window.requestIdleCallback(() => resolve(), { timeout: 200 });
    else setTimeout(resolve, 16);
  });
}

/** The store of one file; the caller is drawn anew when lines or colours arrive. */
export function useLines(place: FilePlace, text: TextDiffView, language: Language | null): LineStore {
  const { from, to, part, path } = place;
  const store = useMemo(
    () => new LineStore({ from, to, part, path }, text, language),
    [from, to, part, path, text, language],
  );
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => store.subscribe(draw), [store]);
  return store;
}
