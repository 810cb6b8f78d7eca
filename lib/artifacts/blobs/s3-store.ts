import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BlobStore, ByteRange, OpenContent, StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import { checkedStream, type ContentCheck } from "#lib/artifacts/blobs/checked.ts";
import { damaged, tooLarge } from "#lib/artifacts/blobs/faults.ts";
import { Hashing } from "#lib/artifacts/blobs/hashing.ts";
import { S3Objects, type ObjectFacts } from "#lib/artifacts/blobs/s3-objects.ts";
import { S3Pieces } from "#lib/artifacts/blobs/s3-pieces.ts";
import type { S3Settings } from "#lib/kernel/config.ts";

const STAGING = "incoming/";
const DAMAGED = "damaged/";
const SHA256 = /^[0-9a-f]{64}$/;
const CONTENT_KEY = /^[0-9a-f]{2}\/([0-9a-f]{64})$/;

/** Keeps contents as objects of a bucket, which any number of processes on any number of machines may share. */
export class S3Store implements BlobStore {
  readonly #objects: S3Objects;
  readonly pieces: S3Pieces;

  constructor(settings: S3Settings) {
    this.#objects = new S3Objects(settings);
    this.pieces = new S3Pieces(this.#objects, (stream) => this.stage(stream, Number.MAX_SAFE_INTEGER));
  }

  async stage(stream: AsyncIterable<Uint8Array>, sizeMax: number): Promise<StagedContent> {
    const staged = `${STAGING}${randomUUID()}`;
    const hashing = new Hashing();
    const source = Readable.from(passThrough(stream, hashing, sizeMax), { objectMode: false });
    try {
      await this.#objects.putStream(staged, source);
    } catch (error) {
      hashing.drop();
      throw error;
    }
    const content = await hashing.digest();
    return {
      ...content,
      keep: () => this.#keep(staged, content.sha256, content.size),
      discard: () => this.#objects.remove(staged),
    };
  }

  open(sha256: string, range?: ByteRange): Promise<Readable> {
    return this.#objects.get(this.pathOf(sha256), range);
  }

  async openContent(sha256: string, range: ByteRange): Promise<OpenContent> {
    const body = await this.#objects.get(this.pathOf(sha256), range);
    const stream = (check?: ContentCheck | null) => (check ? checkedStream(body, check) : body);
    return { stream, pourInto: (sink, check) => pipeline(stream(check), sink) };
  }

  remove(sha256: string): Promise<void> {
    return this.#objects.remove(this.pathOf(sha256));
  }

  async setAside(sha256: string): Promise<void> {
    const size = await this.#objects.sizeOf(this.pathOf(sha256));
    if (size === null) return;
    await this.#objects.copy(this.pathOf(sha256), DAMAGED + sha256, size);
    await this.remove(sha256);
  }

  async *listOlderThan(before: Date): AsyncIterable<string[]> {
    for await (const page of this.#objects.list("")) {
      const old = page.filter(({ modifiedAt }) => modifiedAt < before);
      const contents = old.flatMap(({ key }) => CONTENT_KEY.exec(key)?.[1] ?? []);
      if (contents.length > 0) yield contents;
    }
  }

  dropStagedBefore(before: Date): Promise<number> {
    return dropOlder(this.#objects, STAGING, before);
  }

  sizeOf(sha256: string): Promise<number | null> {
    return this.#objects.sizeOf(this.pathOf(sha256));
  }

  pathOf(sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error("Contents are named by their SHA-256.");
    return `${sha256.slice(0, 2)}/${sha256}`;
  }

  /** A copy inside of the service, not a second way over the line; it is seen when it is whole. */
  async #keep(staged: string, sha256: string, size: number): Promise<void> {
    const kept = await this.sizeOf(sha256);
    if (kept === null) await this.#objects.copy(staged, this.pathOf(sha256), size);
    else if (kept !== size) throw damaged(sha256, kept, size);
  }
}

async function* passThrough(
  stream: AsyncIterable<Uint8Array>,
  hashing: Hashing,
  sizeMax: number,
): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) {
    if (hashing.size + chunk.byteLength > sizeMax) throw tooLarge(sizeMax);
    await hashing.update(chunk);
    yield chunk;
  }
}

/** Removes the objects below a key that were written before a time. */
export async function dropOlder(objects: S3Objects, under: string, before: Date): Promise<number> {
  let dropped = 0;
  for await (const page of objects.list(under)) {
    const old = page.filter(({ modifiedAt }: ObjectFacts) => modifiedAt < before);
    for (const { key } of old) await objects.remove(key);
    dropped += old.length;
  }
  return dropped;
}
