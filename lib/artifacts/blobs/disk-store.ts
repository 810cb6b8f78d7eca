import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import type { BlobStore, ByteRange, Content, OpenContent, StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import { pourFile } from "#lib/artifacts/blobs/pour.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";

/** Staged beside the contents, on the same disk, so that a rename is all that is left to do. */
const STAGING = "incoming";
const SHA256 = /^[0-9a-f]{64}$/;
/** Large reads keep the disk busy while a slow client empties the last one. */
const READ_BYTES = 256 * 1024;

/** Keeps contents as files below a folder, which several processes may share. */
export class DiskStore implements BlobStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
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
      throw asOurs(error);
    }
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    const handle = await this.#openHandle(sha256);
    return handle.createReadStream({ ...range, highWaterMark: READ_BYTES });
  }

  async openContent(sha256: string, range: ByteRange): Promise<OpenContent> {
    const handle = await this.#openHandle(sha256);
    return {
      stream: () => handle.createReadStream({ ...range, highWaterMark: READ_BYTES }),
      pourInto: (sink) => pourFile(handle, range, sink),
    };
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.#fileOf(sha256), { force: true });
  }

  async *listOlderThan(before: Date): AsyncIterable<string[]> {
    for (const folder of await listFolder(this.#dir)) {
      if (folder === STAGING) continue;
      const names = (await listFolder(path.join(this.#dir, folder))).filter((name) => SHA256.test(name));
      const isOld = await Promise.all(names.map((name) => isOlder(this.#fileOf(name), before)));
      const old = names.filter((_name, index) => isOld[index]);
      if (old.length > 0) yield old;
    }
  }

  async dropStagedBefore(before: Date): Promise<number> {
    const folder = path.join(this.#dir, STAGING);
    let dropped = 0;
    for (const name of await listFolder(folder)) {
      if (!(await isOlder(path.join(folder, name), before))) continue;
      await rm(path.join(folder, name), { force: true });
      dropped++;
    }
    return dropped;
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
      throw codeOf(error) === "ENOENT" ? notFound("file") : asOurs(error);
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
      throw asOurs(error);
    }
    const { size: kept } = await stat(file);
    if (kept !== size) throw new Error(`The file ${sha256} is damaged: it has ${kept} bytes instead of ${size}.`);
  }
}

async function writeWhole(file: string, stream: AsyncIterable<Uint8Array>, sizeMax: number): Promise<Content> {
  const hashes = { sha256: createHash("sha256"), sha1: createHash("sha1"), md5: createHash("md5") };
  const handle = await open(file, "wx", 0o640);
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.byteLength;
      if (size > sizeMax) throw tooLarge(sizeMax);
      for (const hash of Object.values(hashes)) hash.update(chunk);
      await writeChunk(handle, chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  const [sha256, sha1, md5] = [hashes.sha256, hashes.sha1, hashes.md5].map((hash) => hash.digest("hex"));
  return { sha256: sha256 ?? "", sha1: sha1 ?? "", md5: md5 ?? "", size };
}

/** One write may take less than it was given. */
async function writeChunk(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength;) {
    const { bytesWritten } = await handle.write(chunk, written);
    written += bytesWritten;
  }
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

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Nothing was stored yet.
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

async function isOlder(file: string, before: Date): Promise<boolean> {
  try {
    return (await stat(file)).mtime < before;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false; // Somebody else removed it.
    throw error;
  }
}

const NO_ROOM = new Set(["ENOSPC", "EDQUOT"]);

function asOurs(error: unknown): Error {
  const code = codeOf(error);
  if (code === null || !NO_ROOM.has(code)) return error instanceof Error ? error : new Error(String(error));
  return new DomainError("UNAVAILABLE", "The server has no room left for this file. Free some, or enlarge its disk.", {
    cause: error,
  });
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

function tooLarge(sizeMax: number): DomainError {
  return new DomainError(
    "TOO_LARGE",
    `The file is larger than the ${sizeMax.toLocaleString("en")} bytes allowed here.`,
  );
}
