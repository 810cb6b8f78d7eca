import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";

const SCRIPT = "/usr/bin/script";

/** Programs that behave otherwise on a terminal are tried on a real one, which util-linux's script(1) makes. */
export const hasTerminals = process.platform === "linux" && existsSync(SCRIPT);

/** A program that runs on a terminal of its own, as a person sees it. */
export class Terminal {
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Everything that was shown, with what steers the terminal. */
  shown = "";
  #looking: (() => void)[] = [];

  constructor(command: readonly string[], env: NodeJS.ProcessEnv) {
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
