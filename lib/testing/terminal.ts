import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";

const SCRIPT = "/usr/bin/script";

/** Programs that behave otherwise on a terminal are tried on a real one, which util-linux's script(1) makes. */
export const hasTerminals = process.platform === "linux" && existsSync(SCRIPT);

/** What else Node decides by whether a terminal is painted on: a CI's own settings must not decide here. */
const KNOWS_COLORS = {
  TERM: "xterm-256color",
  CI: undefined,
  COLORTERM: undefined,
  FORCE_COLOR: undefined,
  NODE_DISABLE_COLORS: undefined,
  NO_COLOR: undefined,
  TMUX: undefined,
};

/** A program that runs on a terminal of its own, as a person sees it. */
export class Terminal {
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Everything that was shown, with what steers the terminal. */
  shown = "";
  #looking: (() => void)[] = [];

  /** The terminal knows colors, wherever the tests run. `settings` come beside the environment of the tests. */
  constructor(command: readonly string[], settings: Readonly<Record<string, string>>) {
    const env = { ...process.env, ...KNOWS_COLORS, ...settings };
    const quoted = command.map((word) => `'${word}'`).join(" ");
    this.#child = spawn(SCRIPT, ["-qec", `stty rows 30 cols 100; ${quoted}`, "/dev/null"], { env });
    this.#child.stdin?.on("error", () => undefined);
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.shown += text;
      for (const look of this.#looking) look();
    });
    this.ended = new Promise((resolve) => this.#child.on("close", (code) => resolve(code)));
  }

  /** Resolves once it has been shown; a test that waits in vain ends by its time limit. */
  until(text: string | RegExp): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (typeof text === "string" ? this.shown.includes(text) : text.test(this.shown)) resolve();
      };
      this.#looking.push(look);
      look();
    });
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }
}
