import { mkdir } from "node:fs/promises";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { finishRestore } from "#lib/database/restored-folder.ts";
import { wrapPglite, type DatabaseHandle } from "#lib/database/client.ts";
import { ConfigError } from "#lib/kernel/config.ts";
import { lockFolder } from "#lib/kernel/folder-lock.ts";
import { inDataFolder } from "#lib/kernel/data-folder.ts";

/**
 * Opens the embedded database under a data folder. Two processes on one PGlite folder destroy it, so a lock beside
 * the folder is taken first. Throws FolderInUseError when a living process holds it.
 */
export async function openEmbedded(dataDir: string): Promise<DatabaseHandle> {
  const release = await inDataFolder(dataDir, async () => {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return lockFolder(dataDir);
  });
  try {
    if (await finishRestore(dataDir)) throw new ConfigError(RESTORED);
    const pglite = await PGlite.create(path.join(dataDir, "database"));
    return wrapPglite(pglite, release);
  } catch (error) {
    await release();
    throw error;
  }
}

/** Whoever opens it has read the keys before. */
const RESTORED = "A restore that was cut off was finished just now, and brought other keys. Start again.";

/** Opens a database that lives in memory only, for tests and benchmarks. */
export async function openInMemory(snapshot?: Blob): Promise<DatabaseHandle> {
  return wrapPglite(await PGlite.create(snapshot ? { loadDataDir: snapshot } : {}));
}
