import { access } from "node:fs/promises";
import path from "node:path";
import { keepKeys, type BackupKeys } from "#lib/backup/keep-archive.ts";
import { openBackup, type BackupFile } from "#lib/backup/take-backup.ts";
import { openPostgres } from "#lib/database/client.ts";
import { openEmbedded } from "#lib/database/embedded.ts";
import { SLIPWAY_VERSION } from "#lib/http/system.ts";
import { ConfigError, loadConfig, type Config } from "#lib/kernel/config.ts";
import { withSecrets } from "#lib/kernel/secrets.ts";

/** Opens a backup of the configured database without asking a server, and hands it to somebody who reads it. */
export async function backUpDatabase<Result>(
  options: { files?: boolean },
  work: (backup: BackupFile) => Promise<Result>,
): Promise<Result> {
  const config = await existing(loadConfig());
  const database = config.databaseUrl ? openPostgres(config.databaseUrl) : await openEmbedded(config.dataDir);
  try {
    const files = options.files ?? config.s3 === null;
    return await work(await openBackup({ database, version: SLIPWAY_VERSION, config, at: new Date(), files }));
  } finally {
    await database.close();
  }
}

/** Writes the keys of this configuration to a file of their own. */
export async function backUpKeys(file: string): Promise<void> {
  const { nextAuthSecret, encryptionKey } = await existing(loadConfig());
  await keepKeys({ nextAuthSecret, encryptionKey }, file);
}

/** Nothing is made here: a backup of a folder that was mistyped would be an empty one that looks well. */
async function existing(config: Config): Promise<Config & BackupKeys> {
  if (config.databaseUrl) return withSecrets(config);
  await access(path.join(config.dataDir, "database")).catch(() => {
    throw new ConfigError(
      `There is no database in ${path.resolve(config.dataDir)}. Name the folder with SLIPWAY_DATA_DIR, or the server with DATABASE_URL.`,
    );
  });
  return withSecrets(config);
}
