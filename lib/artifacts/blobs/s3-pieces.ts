import type { PieceStore, StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import type { S3Objects } from "#lib/artifacts/blobs/s3-objects.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

const PIECES = "pieces/";
const PIECE_BYTES = 8 * 1_048_576;
/** So that keys are listed in the order of their places. */
const OFFSET_DIGITS = 16;

interface Piece {
  key: string;
  offset: number;
  size: number;
}

/** One object for each piece, under the place of its first byte: each is there whole or not at all. */
export class S3Pieces implements PieceStore {
  readonly #objects: S3Objects;
  readonly #stage: (stream: AsyncIterable<Uint8Array>) => Promise<StagedContent>;

  constructor(objects: S3Objects, stage: (stream: AsyncIterable<Uint8Array>) => Promise<StagedContent>) {
    this.#objects = objects;
    this.#stage = stage;
  }

  async sizeOf(id: string): Promise<number> {
    return endOf(await this.#row(id));
  }

  async append(id: string, offset: number, stream: AsyncIterable<Uint8Array>): Promise<number> {
    const size = await this.sizeOf(id);
    if (size !== offset) throw new DomainError("CONFLICT", `This upload goes on at byte ${size}, not ${offset}.`);
    let end = offset;
    let chunks: Uint8Array[] = [];
    let gathered = 0;
    const flush = async () => {
      if (gathered === 0) return;
      await this.#objects.put(this.#keyOf(id, end), Buffer.concat(chunks));
      end += gathered;
      [chunks, gathered] = [[], 0];
    };
    try {
      for await (const chunk of stream) {
        chunks.push(chunk);
        gathered += chunk.byteLength;
        if (gathered >= PIECE_BYTES) await flush();
      }
    } finally {
      await flush();
    }
    return end;
  }

  async gather(id: string): Promise<StagedContent> {
    return this.#stage(this.#read(await this.#row(id)));
  }

  async drop(id: string): Promise<void> {
    for (const { key } of await this.#list(id)) await this.#objects.remove(key);
  }

  async dropBefore(before: Date): Promise<number> {
    // An upload is as old as its youngest piece.
    const youngest = new Map<string, Date>();
    for await (const page of this.#objects.list(PIECES)) {
      for (const { key, modifiedAt } of page) {
        const id = key.slice(PIECES.length).split("/")[0] ?? "";
        const known = youngest.get(id);
        if (!known || known < modifiedAt) youngest.set(id, modifiedAt);
      }
    }
    const old = [...youngest].filter(([, modifiedAt]) => modifiedAt < before);
    for (const [id] of old) if (isUuid(id)) await this.drop(id);
    return old.length;
  }

  async *#read(row: readonly Piece[]): AsyncIterable<Uint8Array> {
    for (const { key } of row) yield* (await this.#objects.get(key)) as AsyncIterable<Uint8Array>;
  }

  /** The pieces that follow each other without a hole. What a writer left that had lost its upload is not among them. */
  async #row(id: string): Promise<Piece[]> {
    const row: Piece[] = [];
    for (const piece of await this.#list(id)) if (piece.offset === endOf(row)) row.push(piece);
    return row;
  }

  async #list(id: string): Promise<Piece[]> {
    const pieces: Piece[] = [];
    for await (const page of this.#objects.list(this.#folderOf(id))) {
      for (const { key, size } of page) {
        pieces.push({ key, size, offset: Number(key.slice(this.#folderOf(id).length)) });
      }
    }
    return pieces;
  }

  #folderOf(id: string): string {
    if (!isUuid(id)) throw new Error("Uploads are named by UUIDs.");
    return `${PIECES}${id.toLowerCase()}/`;
  }

  #keyOf(id: string, offset: number): string {
    return this.#folderOf(id) + String(offset).padStart(OFFSET_DIGITS, "0");
  }
}

function endOf(row: readonly Piece[]): number {
  const last = row.at(-1);
  return last ? last.offset + last.size : 0;
}
