import { createReadStream } from "node:fs";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { z } from "zod";
import { systemActor } from "#lib/access/rules/actor.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import type { BackupKeys } from "#lib/backup/keep-archive.ts";
import { verifyArchive, type VerifiedArchive } from "#lib/backup/read-archive.ts";
import { BackupError } from "#lib/backup/read-tar.ts";
import { holdsAnything, readScripts } from "#lib/backup/rebuild.ts";
import { restoreArchive, type RestorePlan } from "#lib/backup/restore-archive.ts";
import type { Manifest } from "#lib/backup/rules/manifest.ts";
import { connectPostgres, overPglite, type Sql } from "#lib/backup/sql.ts";
import { openPostgres, wrapPglite, type DatabaseHandle } from "#lib/database/client.ts";
import { migrate } from "#lib/database/migrate.ts";
import { finishRestore, restoringFolder, restoringSecrets, takeRestoredFolder } from "#lib/database/restored-folder.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { verifyLog } from "#lib/events/audit/verify-log.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Verdict } from "#lib/events/rules/verdict.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import { ConfigError, loadConfig, type Config } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { encryptionKeyId } from "#lib/kernel/crypto.ts";
import { inDataFolder } from "#lib/kernel/data-folder.ts";
import { lockFolder } from "#lib/kernel/folder-lock.ts";
import { makeLogger } from "#lib/kernel/log.ts";
import { withSecrets } from "#lib/kernel/secrets.ts";
import { PROGRAM_DIR } from "#lib/process/open-runtime.ts";

export interface RestoreOptions {
  file: string;
  /** Also where something is. */
  overwrite: boolean;
  /** Keys that lay beside the backup; they become those of the data folder. */
  keysFile?: string;
  /** Although what is sealed cannot be opened with the key that is configured. */
  otherKey: boolean;
  files: boolean;
}

export interface Restored extends VerifiedArchive {
  /** Of the whole event log, as it stands now. */
  verdict: Verdict;
}

/** Reads an archive and says what it is. Nothing is written anywhere. */
export async function inspectBackup(file: string): Promise<VerifiedArchive> {
  return verifyArchive(open(file));
}

/** Brings back what an archive holds into the configured database and store, all of it or nothing. */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const verified = await inspectBackup(options.file);
  const { manifest } = verified;
  const scripts = await readScripts(manifest, PROGRAM_DIR);
  const config = loadConfig();
  const keys = await chooseKeys(config, manifest, options);
  const settled = { ...config, ...keys };
  const store = options.files && manifest.files.areIncluded ? openBlobStore(settled) : null;
  const plan = { manifest, scripts, store };
  const verdict = settled.databaseUrl
    ? await intoPostgres(settled.databaseUrl, settled, plan, options)
    : await intoFolder(settled, keys, plan, options);
  return { ...verified, verdict };
}

type Plan = Omit<RestorePlan, "sql">;

async function intoPostgres(url: string, config: Config, plan: Plan, options: RestoreOptions): Promise<Verdict> {
  const { sql, close } = await connectPostgres(url);
  try {
    await requireAlone(sql);
    if (!options.overwrite && (await holdsAnything(sql))) throw new BackupError(OVERWRITES);
    await restoreArchive(open(options.file), { ...plan, sql });
  } finally {
    await close();
  }
  const database = openPostgres(url);
  try {
    return await settle(database, config, plan.manifest);
  } finally {
    await database.close();
  }
}

/** Built beside the database that is there, and put in its place when it is whole. */
async function intoFolder(config: Config, keys: BackupKeys, plan: Plan, options: RestoreOptions): Promise<Verdict> {
  const { dataDir } = config;
  const release = await inDataFolder(dataDir, async () => {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return lockFolder(dataDir);
  });
  try {
    await finishRestore(dataDir);
    if (!options.overwrite && (await isThere(path.join(dataDir, "database")))) throw new BackupError(OVERWRITES);
    const folder = restoringFolder(dataDir);
    await rm(folder, { recursive: true, force: true });
    const database = wrapPglite(await PGlite.create(folder));
    let verdict: Verdict;
    try {
      if (!database.pglite) throw new Error("A folder is opened by PGlite.");
      await restoreArchive(open(options.file), { ...plan, sql: overPglite(database.pglite) });
      verdict = await settle(database, config, plan.manifest);
    } finally {
      await database.close();
    }
    const secrets = restoringSecrets(dataDir);
    await rm(secrets, { force: true });
    if (options.keysFile !== undefined) {
      await writeFile(secrets, JSON.stringify(keys, null, 2), { mode: 0o600, flush: true });
    }
    await takeRestoredFolder(dataDir, new Date());
    return verdict;
  } finally {
    await release();
  }
}

const OVERWRITES = "There are data already. --overwrite replaces them with those of the backup.";

/** A process that goes on over other rows than it remembers would do anything. */
async function requireAlone(sql: Sql): Promise<void> {
  const [others] = await sql.query<{ count: number }>(`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`);
  if (others && others.count > 0) {
    throw new BackupError(`${others.count} others are connected to the database. Stop every process of Slipway first.`);
  }
}

/** Brings what was restored up to this program, tells the log of it, and checks the whole log. */
async function settle(database: DatabaseHandle, config: Config, manifest: Manifest): Promise<Verdict> {
  await migrate(database, PROGRAM_DIR);
  const ctx: Context = {
    db: database.client,
    clock: systemClock,
    actor: systemActor("restore"),
    log: makeLogger(config.logLevel),
    requestId: "restore",
    config,
  };
  await inTransaction(ctx, (tx) => {
    const { createdAt, lastEvent } = manifest;
    const subject = { kind: "auditLog" as const, id: String(lastEvent.seq) };
    recordEvent(ctx, tx, { type: "backup_restored", subject, data: { takenAt: createdAt, lastSeq: lastEvent.seq } });
    return Promise.resolve();
  });
  return verifyLog({ db: database.client, config });
}

const keysShape = z.object({ nextAuthSecret: z.string().min(32), encryptionKey: z.string().min(32) });

/** The keys that the restored server will have. Throws where they cannot open what is sealed, unless that may be lost. */
async function chooseKeys(config: Config, manifest: Manifest, options: RestoreOptions): Promise<BackupKeys> {
  const given = options.keysFile === undefined ? null : await readKeys(options.keysFile);
  const kept = config.databaseUrl ? null : await readKept(path.join(config.dataDir, "secrets.json"));
  const from = given ?? kept;
  const encryptionKey = config.encryptionKey ?? from?.encryptionKey ?? null;
  const nextAuthSecret = config.nextAuthSecret ?? from?.nextAuthSecret ?? null;
  if (!options.otherKey) refuseOtherKey(config, encryptionKey, manifest);
  if (encryptionKey === null || nextAuthSecret === null) {
    if (config.databaseUrl)
      throw new ConfigError("With DATABASE_URL, set NEXTAUTH_SECRET and SLIPWAY_ENCRYPTION_KEY too.");
    return withSecrets(config);
  }
  return { nextAuthSecret, encryptionKey };
}

function refuseOtherKey(config: Config, encryptionKey: string | null, { encryptionKeyId: sealedWith }: Manifest): void {
  if (encryptionKey !== null && encryptionKeyId({ ...config, encryptionKey }) === sealedWith) return;
  throw new BackupError(
    `Registry passwords and other secrets in this backup were sealed with the key ${sealedWith}, which is ` +
      `not the one here. Give the file of \`slipway backup --keys\` with --keys, set SLIPWAY_ENCRYPTION_KEY, or accept with ` +
      `--other-key that they must be entered anew.`,
  );
}

async function readKeys(file: string): Promise<BackupKeys> {
  try {
    return keysShape.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    throw new BackupError(`${file} is no file of keys, or cannot be read.`);
  }
}

async function readKept(file: string): Promise<BackupKeys | null> {
  return (await isThere(file)) ? readKeys(file) : null;
}

function open(file: string): AsyncIterable<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
  return readable(source, file);
}

async function* readable(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw new BackupError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
