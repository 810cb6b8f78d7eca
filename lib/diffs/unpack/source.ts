import { Readable } from "node:stream";
import { DomainError } from "#lib/kernel/errors.ts";

/** A content that can be read from any place on. */
export interface ContentSource {
  /** What it is called, without a folder. */
  name: string;
  /** Bytes. */
  size: number;
  /** Both ends count; without them all of it. */
  open: (range?: { start: number; end: number }) => Promise<Readable>;
}

const BLOCK_BYTES = 1024 * 1024;
const BLOCKS_KEPT = 16;

/**
 * Reads a content in blocks, of which the last are remembered: an archive is read from its end and then in small steps
 * from its beginning, and a store may be far away. What the store finds wrong is told apart from a damaged archive.
 */
export class BlockReader {
  readonly source: ContentSource;
  readonly #blocks = new Map<number, Buffer>();

  constructor(source: ContentSource) {
    this.source = source;
  }

  /** Shorter than asked for at the end of the content. */
  async readAt(position: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    const end = Math.min(position + length, this.source.size);
    for (let at = position; at < end;) {
      const number = Math.floor(at / BLOCK_BYTES);
      const block = this.#blocks.get(number) ?? (await this.#readBlock(number));
      const part = block.subarray(at - number * BLOCK_BYTES, end - number * BLOCK_BYTES);
      if (part.length === 0) break;
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  async #readBlock(number: number): Promise<Buffer> {
    const start = number * BLOCK_BYTES;
    const end = Math.min(start + BLOCK_BYTES, this.source.size) - 1;
    const parts: Buffer[] = [];
    for await (const part of readSource(this.source, { start, end })) parts.push(part);
    const block = Buffer.concat(parts);
    const oldest = this.#blocks.keys().next().value;
    if (oldest !== undefined && this.#blocks.size >= BLOCKS_KEPT) this.#blocks.delete(oldest);
    this.#blocks.set(number, block);
    return block;
  }
}

/** Streams a content. Throws UNAVAILABLE where the store fails on the way, which says nothing about the content. */
export async function* readSource(
  source: ContentSource,
  range?: { start: number; end: number },
): AsyncGenerator<Buffer> {
  try {
    for await (const part of await source.open(range)) yield part as Buffer;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("UNAVAILABLE", "The file could not be read from the store. Try again.", { cause: error });
  }
}

/** The same as a stream, for whoever wants one. */
export function streamSource(source: ContentSource): Readable {
  return Readable.from(readSource(source), { objectMode: false });
}
