import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { openSnapshot, SPOOL_PREFIX } from "#lib/backup/snapshot.ts";
import { writeArchive } from "#lib/backup/write-archive.ts";
import type { DatabaseHandle } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { encryptionKeyId } from "#lib/kernel/crypto.ts";
import { parseInput } from "#lib/kernel/input.ts";

export const takeBackupInput = z.strictObject({
  files: z
    .boolean()
    .optional()
    .describe("Whether the files of versions are in it: unless said, where this server keeps them on a disk."),
});

export interface BackupFile {
  name: string;
  chunks: AsyncGenerator<Uint8Array>;
}

/** Takes a backup of everything, beside everything else that happens. Its event is in it. */
export async function takeBackup(
  ctx: Context,
  rawInput: unknown,
  source: { database: DatabaseHandle; version: string },
): Promise<BackupFile> {
  requirePermission(ctx.actor, "backups:read");
  const input = parseInput(takeBackupInput, rawInput);
  const at = ctx.clock.now();
  const files = input.files ?? ctx.config.s3 === null;
  await inTransaction(ctx, (tx) => {
    const subject = { kind: "auditLog" as const, id: at.toISOString() };
    recordEvent(ctx, tx, { type: "backup_taken", subject, data: { files } });
    return Promise.resolve();
  });
  return openBackup({ ...source, config: ctx.config, at, files });
}

export interface BackupSource {
  database: DatabaseHandle;
  version: string;
  config: Config;
  at: Date;
  files: boolean;
}

/** Opens a snapshot now; what comes out of it is made as it is taken. It is closed when all was taken, or the taker left. */
export async function openBackup({ database, version, config, at, files }: BackupSource): Promise<BackupFile> {
  await mkdir(config.uploadDir, { recursive: true });
  await sweepSpools(config.uploadDir, at);
  const snapshot = await openSnapshot(database, config.uploadDir);
  const store = files ? openBlobStore(config) : null;
  const plan = { engine: database.kind, version, at, encryptionKeyId: encryptionKeyId(config), store };
  return { name: backupName(at), chunks: closing(writeArchive(snapshot, plan), snapshot.close) };
}

export function backupName(at: Date): string {
  return `slipway-${at.toISOString().replaceAll(/[-:]|\.\d+/g, "")}.tar`;
}

async function* closing(chunks: AsyncGenerator<Uint8Array>, close: () => Promise<void>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } finally {
    await close();
  }
}

const SPOOL_MILLIS_MAX = 86_400_000;

/** What a killed process had spooled. */
async function sweepSpools(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(SPOOL_PREFIX)) continue;
    const spool = path.join(folder, name);
    const { mtime } = await stat(spool).catch(() => ({ mtime: now }));
    if (now.getTime() - mtime.getTime() > SPOOL_MILLIS_MAX) await rm(spool, { recursive: true, force: true });
  }
}
