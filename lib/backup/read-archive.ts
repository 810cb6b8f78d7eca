import { createHash } from "node:crypto";
import type { z } from "zod";
import { BackupError, entriesOf, gather, type Entry } from "#lib/backup/read-tar.ts";
import {
  fileName,
  HEAD,
  headShape,
  MANIFEST,
  manifestShape,
  readFileName,
  type Manifest,
} from "#lib/backup/rules/manifest.ts";

/** A head is a few words, a manifest some hundred bytes for each part and file. */
const JSON_BYTES_MAX = 512 * 1024 * 1024;

interface Found {
  bytes: number;
  sha256: string;
}

export interface VerifiedArchive {
  manifest: Manifest;
  /** Of the manifest, which names the hashes of everything else: says that two archives are the same. */
  digest: string;
}

/**
 * Reads a whole archive, keeps none of it, and says what it is. Throws BackupError where a part is missing, is not what
 * the manifest says, or is in nobody's list.
 */
export async function verifyArchive(chunks: AsyncIterable<Uint8Array>): Promise<VerifiedArchive> {
  const found = new Map<string, Found>();
  let verified: VerifiedArchive | null = null;
  for await (const entry of entriesOf(chunks)) {
    const { name } = entry;
    if (verified) throw new BackupError(`Behind the manifest there is more: ${name}.`);
    if (found.size === 0) await readHead(entry);
    else if (name === MANIFEST) verified = await readManifest(entry);
    if (found.has(name)) throw new BackupError(`${name} is there twice.`);
    if (name === HEAD || name === MANIFEST) found.set(name, { bytes: 0, sha256: "" });
    else found.set(name, await hashOf(entry));
  }
  if (!verified) throw new BackupError("The archive ends too early: it has no manifest, and so was never finished.");
  hold(verified.manifest, found);
  return verified;
}

/** Passes an archive on while it is verified, so that nothing that turns out wrong is taken for whole. */
export async function verifyInto(
  source: AsyncIterable<Uint8Array>,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<VerifiedArchive> {
  return verifyArchive(passing(source, write));
}

async function* passing(
  source: AsyncIterable<Uint8Array>,
  write: (chunk: Uint8Array) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    await write(chunk);
    yield chunk;
  }
}

async function readHead(entry: Entry): Promise<void> {
  if (entry.name !== HEAD) throw new BackupError(`This is no archive of Slipway: it does not begin with ${HEAD}.`);
  parse(headShape, await readJson(entry), "The head of the archive is of no format that is known here.");
}

async function readManifest(entry: Entry): Promise<VerifiedArchive> {
  const text = await readJson(entry);
  const manifest = parse(manifestShape, text, "The manifest is damaged, or of a format that is not known here.");
  return { manifest, digest: createHash("sha256").update(text).digest("hex") };
}

async function readJson(entry: Entry): Promise<string> {
  if (entry.size > JSON_BYTES_MAX) throw new BackupError(`${entry.name} is too large to be true.`);
  return (await gather(entry)).toString("utf8");
}

function parse<Schema extends z.ZodType>(schema: Schema, text: string, fault: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new BackupError(fault);
  }
}

async function hashOf(entry: Entry): Promise<Found> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of entry.content) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Holds what was found against what the manifest says should be there. */
function hold(manifest: Manifest, found: Map<string, Found>): void {
  const expected = new Map<string, Found>();
  for (const table of manifest.tables) {
    for (const part of table.parts) expected.set(part.name, part);
    const rows = table.parts.reduce((sum, part) => sum + part.rows, 0);
    if (rows !== table.rows) throw new BackupError(`The manifest contradicts itself about the rows of ${table.name}.`);
  }
  for (const { sha256, bytes } of manifest.files.contents) expected.set(fileName(sha256), { sha256, bytes });
  for (const [name, { bytes, sha256 }] of expected) {
    const part = found.get(name);
    if (!part) throw new BackupError(`${name} is missing.`);
    if (part.bytes !== bytes || part.sha256 !== sha256) throw new BackupError(`${name} is damaged: ${nameFault(name)}`);
  }
  for (const name of found.keys()) {
    if (name !== HEAD && name !== MANIFEST && !expected.has(name)) throw new BackupError(`${name} is in no list.`);
  }
}

function nameFault(name: string): string {
  return readFileName(name) === null ? "its rows are not those that were read." : "it is not the file that it was.";
}
