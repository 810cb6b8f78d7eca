import { randomUUID } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Contents } from "#lib/diffs/rules/entry.ts";
import type { TextSink } from "#lib/diffs/unpack/collector.ts";
import { KEPT_VERSION, textsOf } from "#lib/diffs/unpack/kept-texts.ts";
import { readContents } from "#lib/diffs/unpack/read-contents.ts";
import type { ContentSource } from "#lib/diffs/unpack/source.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** What all that is kept may take on the disk; the least used goes first. */
const KEPT_BYTES_MAX = 8 * 1024 ** 3;
const PARTS_LEFT_OVER_MILLIS = 3_600_000;
const SHA256 = /^[0-9a-f]{64}$/;

/** Tells what is in a content, from what was kept or by reading it. */
export async function getContents(folder: string, sha256: string, source: ContentSource): Promise<Contents> {
  if (!SHA256.test(sha256)) throw new Error("Contents are named by their SHA-256.");
  return (await findKept(folder, sha256)) ?? (await keep(folder, sha256, source));
}

/** What was kept of a content; null where it was never read here, or was removed since. */
export async function findKept(folder: string, sha256: string): Promise<Contents | null> {
  const [list, texts] = [listOf(folder, sha256), textsOf(folder, sha256)];
  try {
    const packed = await readFile(list);
    const now = new Date();
    // By this it is seen what is used; both or none are there.
    await Promise.all([utimes(list, now, now), utimes(texts, now, now)]);
    // What keep wrote, so the cast is safe.
    return JSON.parse((await promisify(gunzip)(packed)).toString("utf8")) as Contents;
  } catch {
    return null; // Not there, or cut off by a kill: it is read again.
  }
}

async function keep(folder: string, sha256: string, source: ContentSource): Promise<Contents> {
  await mkdir(folder, { recursive: true });
  const part = path.join(folder, `${randomUUID()}.part`);
  const texts = new TextFile(part);
  try {
    const contents = await readContents(source, texts).finally(() => texts.close());
    await writeFile(`${part}.list`, await promisify(gzip)(JSON.stringify(contents), { level: 1 }));
    await rename(part, textsOf(folder, sha256));
    await rename(`${part}.list`, listOf(folder, sha256));
    await prune(folder);
    return contents;
  } catch (error) {
    throw asOurs(error);
  } finally {
    await Promise.all([rm(part, { force: true }), rm(`${part}.list`, { force: true })]);
  }
}

/** Written at once, in a thread that does nothing else: many small texts would be as many trips. */
class TextFile implements TextSink {
  readonly #file: number;
  #size = 0;

  constructor(file: string) {
    this.#file = openSync(file, "wx", 0o640);
  }

  append(text: Buffer): number {
    const at = this.#size;
    for (let written = 0; written < text.length;) written += writeSync(this.#file, text, written);
    this.#size += text.length;
    return at;
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Removes the least used beyond the limit, and what a kill left behind. */
async function prune(folder: string): Promise<void> {
  const files = await Promise.all((await readdir(folder)).map((name) => describe(path.join(folder, name))));
  const kept = files.flatMap((file) => file ?? []).sort((left, right) => right.usedAt - left.usedAt);
  let bytes = 0;
  for (const { file, size, usedAt } of kept) {
    bytes += size;
    const isLeftOver = file.includes(".part") && Date.now() - usedAt > PARTS_LEFT_OVER_MILLIS;
    if (bytes > KEPT_BYTES_MAX || isLeftOver) await rm(file, { force: true });
  }
}

async function describe(file: string): Promise<{ file: string; size: number; usedAt: number } | null> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { file, size, usedAt: mtimeMs };
  } catch {
    return null; // Another process was faster.
  }
}

function listOf(folder: string, sha256: string): string {
  return path.join(folder, `${sha256}.${KEPT_VERSION}.list`);
}

function asOurs(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new DomainError("UNAVAILABLE", "The server has no room left to unpack this. Free some, or enlarge its disk.", {
    cause: error,
  });
}
