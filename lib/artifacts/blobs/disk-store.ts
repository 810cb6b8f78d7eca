import { randomUUID } from "node:crypto";
import { link, mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import type { BlobStore, ByteRange, Content, OpenContent, StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import { checkedStream } from "#lib/artifacts/blobs/checked.ts";
import { asStoreError, codeOf, damaged, tooLarge } from "#lib/artifacts/blobs/faults.ts";
import { dropOlder, isOlder, listFolder } from "#lib/artifacts/blobs/folders.ts";
import { Hashing } from "#lib/artifacts/blobs/hashing.ts";
import { DiskPieces } from "#lib/artifacts/blobs/disk-pieces.ts";
import { pourFile } from "#lib/artifacts/blobs/pour.ts";
import { writeStream } from "#lib/artifacts/blobs/write-file.ts";
import { notFound } from "#lib/kernel/errors.ts";

/** Staged beside the contents, on the same disk, so that a rename is all that is left to do. */
const STAGING = "incoming";
const PIECES = "pieces";
const DAMAGED = "damaged";
/** The folders of contents, among those above. */
const CONTENTS = /^[0-9a-f]{2}$/;
const SHA256 = /^[0-9a-f]{64}$/;
/** Large reads keep the disk busy while a slow client empties the last one. */
const READ_BYTES = 256 * 1024;

/** Keeps contents as files below a folder, which several processes may share. */
export class DiskStore implements BlobStore {
  readonly #dir: string;
  readonly pieces: DiskPieces;

  constructor(dir: string) {
    this.#dir = dir;
    this.pieces = new DiskPieces(path.join(dir, PIECES), (file, content) => this.#keep(file, content));
  }

  async stage(stream: AsyncIterable<Uint8Array>, sizeMax: number): Promise<StagedContent> {
    const staged = path.join(this.#dir, STAGING, randomUUID());
    const discard = () => rm(staged, { force: true });
    try {
      await mkdir(path.dirname(staged), { recursive: true });
      const content = await writeWhole(staged, stream, sizeMax);
      return { ...content, keep: () => this.#keep(staged, content), discard };
    } catch (error) {
      await discard();
      throw asStoreError(error);
    }
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    const handle = await this.#openHandle(sha256);
    return handle.createReadStream({ ...range, highWaterMark: READ_BYTES });
  }

  async openContent(sha256: string, range: ByteRange): Promise<OpenContent> {
    const handle = await this.#openHandle(sha256);
    return {
      stream: (check) => {
        const stream = handle.createReadStream({ ...range, highWaterMark: READ_BYTES });
        return check ? checkedStream(stream, check) : stream;
      },
      pourInto: (sink, check) => pourFile(handle, range, { sink, check: check ?? null }),
    };
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.#fileOf(sha256), { force: true });
  }

  async setAside(sha256: string): Promise<void> {
    try {
      await mkdir(path.join(this.#dir, DAMAGED), { recursive: true });
      await rename(this.#fileOf(sha256), path.join(this.#dir, DAMAGED, sha256));
    } catch (error) {
      // Somebody else did it, or it was gone before.
      if (codeOf(error) !== "ENOENT") throw asStoreError(error);
    }
  }

  async *listOlderThan(before: Date): AsyncIterable<string[]> {
    for (const folder of await listFolder(this.#dir)) {
      if (!CONTENTS.test(folder)) continue;
      const names = (await listFolder(path.join(this.#dir, folder))).filter((name) => SHA256.test(name));
      const isOld = await Promise.all(names.map((name) => isOlder(this.#fileOf(name), before)));
      const old = names.filter((_name, index) => isOld[index]);
      if (old.length > 0) yield old;
    }
  }

  async dropStagedBefore(before: Date): Promise<number> {
    return dropOlder(path.join(this.#dir, STAGING), before);
  }

  async sizeOf(sha256: string): Promise<number | null> {
    try {
      return (await stat(this.#fileOf(sha256))).size;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return null;
      throw error;
    }
  }

  pathOf(sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error("Contents are named by their SHA-256.");
    return `${sha256.slice(0, 2)}/${sha256}`;
  }

  #fileOf(sha256: string): string {
    return path.join(this.#dir, this.pathOf(sha256));
  }

  async #openHandle(sha256: string): Promise<FileHandle> {
    try {
      return await open(this.#fileOf(sha256), "r");
    } catch (error) {
      throw codeOf(error) === "ENOENT" ? notFound("file") : asStoreError(error);
    }
  }

  /** A link, not a rename: what was staged stays, so that a transaction that is tried again can keep it again. */
  async #keep(staged: string, { sha256, size }: Content): Promise<void> {
    const file = this.#fileOf(sha256);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await linkOrRename(staged, file);
      await syncFolder(path.dirname(file));
    } catch (error) {
      throw asStoreError(error);
    }
    const { size: kept } = await stat(file);
    if (kept !== size) throw damaged(sha256, kept, size);
  }
}

async function writeWhole(
  file: string,
  stream: AsyncIterable<Uint8Array>,
  sizeMax: number,
): Promise<Content & { head: Uint8Array }> {
  const hashing = new Hashing();
  const handle = await open(file, "wx", 0o640);
  try {
    await writeStream(handle, stream, {
      offset: 0,
      pass: (chunk) => {
        if (hashing.size + chunk.byteLength > sizeMax) throw tooLarge(sizeMax);
        return hashing.update(chunk);
      },
    });
    await handle.sync();
  } catch (error) {
    hashing.drop();
    throw error;
  } finally {
    await handle.close();
  }
  return hashing.digest();
}

/** Some file systems know no links. */
const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

async function linkOrRename(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const code = codeOf(error) ?? "";
    if (code === "EEXIST") return;
    if (!NO_LINKS.has(code)) throw error;
    await rename(from, to);
  }
}

/** A name is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
