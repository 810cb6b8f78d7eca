import type { Frame } from "#lib/cli/live/frame.ts";
import { Screen } from "#lib/cli/live/screen.ts";
import { painter } from "#lib/cli/paint.ts";
import { printLine } from "#lib/cli/print.ts";

/** How something is shown while it goes on: drawn again and again, told in lines, or as JSON, one text a line. */
export type Manner = "live" | "lines" | "json";

/** Chooses what suits the reader: a person at a terminal, a log, or a program. */
export function chooseManner(asJson: boolean): Manner {
  if (asJson) return "json";
  return process.stdout.isTTY ? "live" : "lines";
}

export interface Teller<State> {
  show: (state: State) => void;
  tellTrouble: (message: string | null) => void;
  end: () => void;
}

/** Tells in lines what `linesOf` finds to be new; trouble goes to standard error, once for each kind. */
export function lineTeller<State>(linesOf: (state: State) => readonly string[]): Teller<State> {
  let told: string | null = null;
  return {
    show: (state) => {
      for (const line of linesOf(state)) printLine(line);
    },
    tellTrouble: (message) => {
      if (message !== told) process.stderr.write(`${message ?? "It is there again."}\n`);
      told = message;
    },
    end: () => {},
  };
}

const NEWS_KEPT = 20;

/** Draws it on the terminal, each second anew, so that clocks go on between two looks. */
export function liveTeller<State>(
  draw: (state: State, frame: Frame) => string[],
  newsOf: (state: State) => readonly string[],
): Teller<State> {
  const screen = new Screen(process.stdout);
  const paint = painter(process.stdout);
  let seen: { state: State } | null = null;
  let news: string[] = [];
  let trouble: string | null = null;
  const redraw = () => {
    if (seen === null) return;
    const { columns, rows } = screen;
    screen.draw(draw(seen.state, { columns, rows, now: new Date(), news, trouble, paint }));
  };
  const ticking = setInterval(redraw, 1_000);
  return {
    show: (state) => {
      seen = { state };
      news = [...news, ...newsOf(state)].slice(-NEWS_KEPT);
      redraw();
    },
    tellTrouble: (message) => {
      trouble = message;
      redraw();
    },
    end: () => {
      clearInterval(ticking);
      screen.end();
    },
  };
}
