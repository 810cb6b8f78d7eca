import { exitCodes } from "#lib/cli/exit-codes.ts";

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
/** Lines that are too long are cut by the terminal instead of wrapped, so that a line of ours is one of its. */
const CUT_LINES = "\u001b[?7l";
const WRAP_LINES = "\u001b[?7h";
const CLEAR_BELOW = "\u001b[J";

/** A few lines on a terminal that are drawn over and over, below what was printed before. */
export class Screen {
  readonly #stream: NodeJS.WriteStream;
  #height = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    process.once("SIGINT", this.#interrupt).once("SIGTERM", this.#terminate);
    stream.write(HIDE_CURSOR + CUT_LINES);
  }

  get columns(): number {
    return this.#stream.columns;
  }

  get rows(): number {
    return this.#stream.rows;
  }

  draw(lines: readonly string[]): void {
    const back = this.#height > 0 ? `\u001b[${this.#height}A` : "";
    // In one piece: a terminal that shows it between two writes flickers.
    this.#stream.write(`${back}\r${CLEAR_BELOW}${lines.map((line) => `${onlyColors(line)}\n`).join("")}`);
    this.#height = lines.length;
  }

  /** Leaves what was drawn last, and the terminal as it was found. */
  end(): void {
    process.off("SIGINT", this.#interrupt).off("SIGTERM", this.#terminate);
    this.#stream.write(WRAP_LINES + SHOW_CURSOR);
  }

  readonly #interrupt = () => {
    this.end();
    process.exit(exitCodes.interrupted.code);
  };

  readonly #terminate = () => {
    this.end();
    process.kill(process.pid, "SIGTERM");
  };
}

/** Names and reasons come from devices and from other people: of what could steer the terminal, colors alone remain. */
function onlyColors(line: string): string {
  return line.replaceAll(/\p{Cc}\[[\d;]*m|\p{Cc}/gu, (part) => (part.startsWith("\u001b[") ? part : "\ufffd"));
}
