import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { request } from "undici";
import { codeOf, syncFolder } from "#lib/agent/disk.ts";
import type { Artifact } from "#lib/agent/rules/action.ts";
import { isHopelessStatus, mayHaveToken, sourceOf } from "#lib/agent/rules/source.ts";
import { messageOf, TemporaryTrouble } from "#lib/agent/trouble.ts";

export interface DownloadOptions {
  artifact: Artifact;
  folder: string;
  server: string;
  readToken: () => Promise<string>;
  onBytes: (done: number) => void;
  signal: AbortSignal;
  /** How the file is opened for writing; tests let it fail. */
  openFile?: typeof open;
}

const TIMEOUT_MILLIS = 60_000;
const REDIRECTS_MAX = 5;
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** It cannot be downloaded, and another try would not change that. */
export class DownloadError extends Error {
  override name = "DownloadError";
}

/**
 * Brings a file into a folder, whole and verified, or throws. What came before a cut stays and is gone on with, by this
 * call as long as each try brings something, later by another one. Throws TemporaryTrouble where a later try may help.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { artifact, folder } = options;
  const target = path.join(folder, artifact.name);
  const part = partOf(target);
  if (await isWhole(target, artifact)) return;
  for (let isSecond = false; ; isSecond = true) {
    const wasBegun = (await sizeOf(part)) > 0;
    await fetchRest(part, options);
    if ((await hashOf(part)) === artifact.sha256) break;
    await rm(part, { force: true });
    // The first bytes may stem from before the file was changed at its source.
    if (!wasBegun || isSecond) throw new DownloadError(`${artifact.name} has another SHA-256 than it should have.`);
  }
  await rename(part, target);
  await syncFolder(folder);
}

async function fetchRest(part: string, options: DownloadOptions): Promise<void> {
  const { artifact, signal } = options;
  for (;;) {
    const before = await sizeOf(part);
    if (before === artifact.size) {
      // An empty file is a file as well.
      if (before === 0) await (await open(part, "a", 0o600)).close();
      return;
    }
    if (before > artifact.size) await rm(part);
    try {
      await fetchOnce(part, before > artifact.size ? 0 : before, options);
    } catch (error) {
      signal.throwIfAborted();
      if (FULL.has(codeOf(error) ?? "")) {
        await rm(part, { force: true });
        throw new DownloadError(`The disk is full: ${artifact.name} has ${artifact.size} bytes.`);
      }
      if (error instanceof DownloadError) throw error;
      const hasGrown = (await sizeOf(part)) > before;
      if (!hasGrown) throw new TemporaryTrouble(`${artifact.name} cannot be downloaded: ${messageOf(error)}`);
    }
  }
}

async function fetchOnce(part: string, from: number, options: DownloadOptions): Promise<void> {
  const { artifact, onBytes, openFile = open } = options;
  const { statusCode, body } = await ask(from, options);
  // A source that knows no ranges sends the whole file again.
  const at = statusCode === 206 ? from : 0;
  const file = await openFile(part, at === 0 ? "w" : "a", 0o600);
  try {
    let done = at;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      done += chunk.length;
      if (done > artifact.size)
        throw new DownloadError(`${artifact.name} is larger than the ${artifact.size} bytes announced.`);
      await writeAll(file, chunk);
      onBytes(done);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  if ((await sizeOf(part)) < artifact.size) throw new Error("the source ended it too early");
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += (await file.write(chunk, written, chunk.length - written)).bytesWritten;
  }
}

async function ask(from: number, { artifact, server, readToken, signal }: DownloadOptions) {
  let address = sourceOf(artifact.url, server);
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const answer = await request(address, {
      headers: {
        ...(mayHaveToken(address, server) && { authorization: `Bearer ${await readToken()}` }),
        ...(from > 0 && { range: `bytes=${from}-` }),
      },
      headersTimeout: TIMEOUT_MILLIS,
      bodyTimeout: TIMEOUT_MILLIS,
      signal,
    });
    const { statusCode, headers, body } = answer;
    if (statusCode === 200 || statusCode === 206) return answer;
    await body.dump();
    const location = Array.isArray(headers.location) ? headers.location[0] : headers.location;
    if (statusCode >= 300 && statusCode < 400 && location) {
      address = new URL(location, address);
    } else if (isHopelessStatus(statusCode)) {
      throw new DownloadError(`${artifact.name} cannot be downloaded: ${address.host} answered ${statusCode}.`);
    } else {
      throw new Error(`${address.host} answered ${statusCode}`);
    }
  }
  throw new DownloadError(`${artifact.name} is redirected more than ${REDIRECTS_MAX} times.`);
}

/** Says whether the file is here already, down to its last bit. */
export async function isWhole(file: string, { size, sha256 }: Pick<Artifact, "size" | "sha256">): Promise<boolean> {
  return (await sizeOf(file, -1)) === size && (await hashOf(file)) === sha256;
}

/** How much of a file is here, whole or in part. */
export async function bytesOf(folder: string, { name }: Pick<Artifact, "name">): Promise<number> {
  const target = path.join(folder, name);
  return Math.max(await sizeOf(target), await sizeOf(partOf(target)));
}

const partOf = (target: string) => `${target}.part`;

async function sizeOf(file: string, missing = 0): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return missing;
    throw error;
  }
}

async function hashOf(file: string): Promise<string> {
  const hash: Hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
