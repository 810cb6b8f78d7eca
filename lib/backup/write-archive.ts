import type { BlobStore } from "#lib/artifacts/blobs/blob-store.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import {
  fileName,
  FORMAT,
  HEAD,
  MANIFEST,
  type BackupHead,
  type BackupTable,
  type Manifest,
} from "#lib/backup/rules/manifest.ts";
import { TAR_END, tarHeader, tarPadding } from "#lib/backup/rules/tar.ts";
import type { Snapshot } from "#lib/backup/snapshot.ts";

export interface ArchivePlan {
  engine: Manifest["engine"];
  version: string;
  at: Date;
  encryptionKeyId: string;
  /** Null leaves the files out, as where a bucket keeps them. */
  store: BlobStore | null;
}

/** Makes the archive piece by piece, as fast as it is taken. The manifest comes last: without it, it is no archive. */
export async function* writeArchive(snapshot: Snapshot, plan: ArchivePlan): AsyncGenerator<Uint8Array> {
  const { at } = plan;
  const head: BackupHead = { format: FORMAT, slipway: plan.version, createdAt: at.toISOString() };
  yield* entry(HEAD, toJson(head), at);

  const tables: BackupTable[] = [];
  for (const { name, columns } of snapshot.skeleton.tables) {
    const table: BackupTable = { name, columns, rows: 0, parts: [] };
    for await (const { content, ...part } of snapshot.partsOf(name)) {
      yield* entry(part.name, content, at);
      table.rows += part.rows;
      table.parts.push(part);
    }
    tables.push(table);
  }

  const files: Manifest["files"] = { areIncluded: plan.store !== null, contents: [], missing: [] };
  if (plan.store) yield* writeFiles(snapshot.contents, { store: plan.store, at, files });

  const { migrations, lastEvent, sequences } = snapshot.skeleton;
  const { engine, encryptionKeyId } = plan;
  const manifest: Manifest = { ...head, engine, migrations, encryptionKeyId, lastEvent, sequences, tables, files };
  yield* entry(MANIFEST, toJson(manifest), at);
  yield TAR_END;
}

async function* writeFiles(
  contents: readonly string[],
  { store, at, files }: { store: BlobStore; at: Date; files: Manifest["files"] },
): AsyncGenerator<Uint8Array> {
  for (const sha256 of contents) {
    const opened = await open(store, sha256);
    if (opened === null) {
      files.missing.push(sha256);
      continue;
    }
    yield tarHeader({ name: fileName(sha256), size: opened.size, at });
    let sent = 0;
    for await (const chunk of opened.stream) {
      sent += (chunk as Uint8Array).byteLength;
      yield chunk as Uint8Array;
    }
    // Too short or too long, everything behind it would be read wrongly.
    if (sent !== opened.size)
      throw new Error(`The content ${sha256} has ${sent} bytes and was said to have ${opened.size}.`);
    yield tarPadding(opened.size);
    files.contents.push({ sha256, bytes: opened.size });
  }
}

/** A file may be deleted, and its content collected, while the backup is under way. */
async function open(store: BlobStore, sha256: string) {
  try {
    const size = await store.sizeOf(sha256);
    return size === null ? null : { size, stream: await store.open(sha256) };
  } catch (error) {
    if (error instanceof DomainError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

function* entry(name: string, content: Uint8Array, at: Date): Generator<Uint8Array> {
  yield tarHeader({ name, size: content.byteLength, at });
  yield content;
  yield tarPadding(content.byteLength);
}

function toJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
}
