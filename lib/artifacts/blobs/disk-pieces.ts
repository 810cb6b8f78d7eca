import { constants } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Content, PieceStore, StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import { asStoreError, codeOf } from "#lib/artifacts/blobs/faults.ts";
import { dropOlder } from "#lib/artifacts/blobs/folders.ts";
import { Hashing } from "#lib/artifacts/blobs/hashing.ts";
import { writeStream } from "#lib/artifacts/blobs/write-file.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

/**
 * What this process has hashed of files that come in pieces. Where all of them come here, nothing is read again at the
 * end; where another process took one, or this one was killed, the file is hashed as a whole.
 */
const hashings = new Map<string, Hashing>();
const HASHINGS_MAX = 200;

/** One growing file for each upload, in a folder that several processes may share. */
export class DiskPieces implements PieceStore {
  readonly #dir: string;
  readonly #keep: (file: string, content: Content) => Promise<void>;

  constructor(dir: string, keep: (file: string, content: Content) => Promise<void>) {
    this.#dir = dir;
    this.#keep = keep;
  }

  async sizeOf(id: string): Promise<number> {
    try {
      return (await stat(this.#fileOf(id))).size;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return 0;
      throw error;
    }
  }

  async append(id: string, offset: number, stream: AsyncIterable<Uint8Array>): Promise<number> {
    const file = this.#fileOf(id);
    const hashing = takeHashing(file, offset);
    let end = offset;
    let unsynced: unknown = null;
    try {
      await mkdir(this.#dir, { recursive: true });
      const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o640);
      try {
        const { size } = await handle.stat();
        if (size !== offset) throw new DomainError("CONFLICT", `This upload goes on at byte ${size}, not ${offset}.`);
        end = await writeStream(handle, stream, { offset, pass: (chunk) => hashing?.update(chunk) });
      } finally {
        // What went wrong before is the cause; what had come is kept as far as that goes.
        await handle.datasync().catch((error: unknown) => (unsynced = error));
        const { size } = await handle.stat();
        await handle.close();
        // Not where the disk was full: then more was hashed than written.
        if (hashing?.size === size) keepHashing(file, hashing);
        else hashing?.drop();
      }
      if (unsynced !== null) throw asStoreError(unsynced);
      return end;
    } catch (error) {
      throw asStoreError(error);
    }
  }

  async gather(id: string): Promise<StagedContent> {
    const file = this.#fileOf(id);
    const size = await this.sizeOf(id);
    const known = hashings.get(file);
    hashings.delete(file);
    if (known?.size !== size) known?.drop();
    const content = await (known?.size === size ? known : await hashFile(file)).digest();
    return { ...content, keep: () => this.#keep(file, content), discard: () => Promise.resolve() };
  }

  async drop(id: string): Promise<void> {
    forgetHashing(this.#fileOf(id));
    await rm(this.#fileOf(id), { force: true });
  }

  dropBefore(before: Date): Promise<number> {
    return dropOlder(this.#dir, before);
  }

  #fileOf(id: string): string {
    if (!isUuid(id)) throw new Error("Uploads are named by UUIDs.");
    return path.join(this.#dir, id.toLowerCase());
  }
}

/** Null where what came before was hashed elsewhere or is being hashed for somebody else. */
function takeHashing(file: string, offset: number): Hashing | null {
  const known = hashings.get(file);
  hashings.delete(file);
  if (known?.size === offset) return known;
  known?.drop();
  return offset === 0 ? new Hashing() : null;
}

function keepHashing(file: string, hashing: Hashing): void {
  hashings.set(file, hashing);
  const [oldest] = hashings.keys();
  if (hashings.size > HASHINGS_MAX && oldest !== undefined) forgetHashing(oldest);
}

function forgetHashing(file: string): void {
  hashings.get(file)?.drop();
  hashings.delete(file);
}

async function hashFile(file: string): Promise<Hashing> {
  const hashing = new Hashing();
  const handle = await open(file, "r");
  for await (const chunk of handle.createReadStream({ highWaterMark: 1_048_576 }))
    await hashing.update(chunk as Buffer);
  return hashing;
}
