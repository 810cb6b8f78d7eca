import { createHash, type Hash } from "node:crypto";
import { Readable } from "node:stream";

/** Looks at a content while it is sent. */
export interface ContentCheck {
  update(piece: Uint8Array): void;
  /** Called before the last piece leaves. Rejects where the content is not what it should be, so that it never does. */
  end(): Promise<void>;
}

/** Lets a content pass under a check. Whoever gives it up, even before the first piece, gives up its source. */
export function checkedStream(source: Readable, check: ContentCheck): Readable {
  // A generator that has not begun cannot end what it would have read.
  return Readable.from(checked(source, check), { objectMode: false }).once("close", () => source.destroy());
}

/** Hands pieces on, each once the next is there, so that the last one waits for the check's word. */
async function* checked(
  stream: AsyncIterable<Uint8Array>,
  check: ContentCheck,
): AsyncGenerator<Uint8Array, void, undefined> {
  let held: Uint8Array | null = null;
  for await (const piece of stream) {
    check.update(piece);
    if (held !== null) yield held;
    held = piece;
  }
  await check.end();
  if (held !== null) yield held;
}

/** Compares what passes with a SHA-256 and a size, and tells what it was instead. */
export class HashCheck implements ContentCheck {
  readonly #hash: Hash = createHash("sha256");
  readonly #wanted: { sha256: string; size: number };
  readonly #judge: (found: { sha256: string; size: number } | null) => Promise<void>;
  #size = 0;

  /** `judge` hears null where all is well; what it throws ends the download. */
  constructor(
    wanted: { sha256: string; size: number },
    judge: (found: { sha256: string; size: number } | null) => Promise<void>,
  ) {
    this.#wanted = wanted;
    this.#judge = judge;
  }

  update(piece: Uint8Array): void {
    this.#size += piece.byteLength;
    this.#hash.update(piece);
  }

  async end(): Promise<void> {
    const found = { sha256: this.#hash.digest("hex"), size: this.#size };
    const isWell = found.sha256 === this.#wanted.sha256 && found.size === this.#wanted.size;
    await this.#judge(isWell ? null : found);
  }
}
