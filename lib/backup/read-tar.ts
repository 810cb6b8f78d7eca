/** One entry of an archive. Its content is read before the next entry is asked for; what is left of it is passed over. */
export interface Entry {
  name: string;
  size: number;
  content: AsyncIterable<Uint8Array>;
}

/** An archive that is none, is not whole, or was changed. The message is for whoever wants to restore it. */
export class BackupError extends Error {
  override name = "BackupError";
}

const BLOCK = 512;

/**
 * Reads the entries of an archive as lib/backup/rules/tar.ts writes them, one after the other. Throws BackupError where it
 * is none, or ends before its end; what goes wrong with the source is thrown on.
 */
export async function* entriesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
  const bytes = new ByteReader(chunks);
  try {
    for (;;) {
      const header = await bytes.take(BLOCK);
      if (header.every((byte) => byte === 0)) return;
      const { name, size } = readHeader(header);
      const body = new Body(bytes, size);
      yield { name, size, content: body };
      await body.skip();
      await bytes.take((BLOCK - (size % BLOCK)) % BLOCK);
    }
  } finally {
    await bytes.close();
  }
}

/** Reads all of an entry that is known to be small. */
export async function gather({ content }: Entry): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function readHeader(header: Uint8Array): { name: string; size: number } {
  const text = (from: number, to: number) =>
    Buffer.from(header.subarray(from, to)).toString("utf8").replace(/\0.*$/s, "").trim();
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  const isRight = text(257, 262) === "ustar" && sum === Number.parseInt(text(148, 156), 8);
  if (!isRight)
    throw new BackupError("This is no archive of Slipway, or it was damaged: an entry has no right header.");
  const size =
    header[124] === 0x80 ? Number(Buffer.from(header).readBigUInt64BE(128)) : Number.parseInt(text(124, 136), 8);
  return { name: text(0, 100), size };
}

/** The content of one entry; may be gone through once, in several goes. */
class Body implements AsyncIterable<Uint8Array> {
  readonly #bytes: ByteReader;
  #left: number;

  constructor(bytes: ByteReader, size: number) {
    this.#bytes = bytes;
    this.#left = size;
  }

  /** Passes over what nobody read of it. */
  async skip(): Promise<void> {
    while (this.#left > 0) this.#left -= (await this.#bytes.some(this.#left)).byteLength;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) {
      const chunk = await this.#bytes.some(this.#left);
      this.#left -= chunk.byteLength;
      yield chunk;
    }
  }
}

class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  /** At least one byte and at most so many. */
  async some(max: number): Promise<Uint8Array> {
    while (this.#held.byteLength === 0) {
      const next = await this.#source.next();
      if (next.done) throw new BackupError("The archive ends too early: it was cut off, or never finished.");
      this.#held = next.value;
    }
    const taken = this.#held.subarray(0, max);
    this.#held = this.#held.subarray(taken.byteLength);
    return taken;
  }

  async take(count: number): Promise<Uint8Array> {
    const taken = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const chunk = await this.some(count - at);
      taken.set(chunk, at);
      at += chunk.byteLength;
    }
    return taken;
  }

  /** The source may hold something open. Where it ends by itself, what follows the archive is read too. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
