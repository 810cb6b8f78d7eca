import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { ConfigError, type Config } from "#lib/kernel/config.ts";
import { inDataFolder } from "#lib/kernel/data-folder.ts";

/**
 * Completes the configuration with the two secrets that must stay the same from start to start. With the embedded
 * database they are made once and kept in the data folder; with PostgreSQL, where several processes must agree, they
 * are demanded. Throws ConfigError naming what is missing.
 */
export async function withSecrets(config: Config): Promise<Config & { nextAuthSecret: string; encryptionKey: string }> {
  const { nextAuthSecret, encryptionKey } = config;
  if (nextAuthSecret && encryptionKey) return { ...config, nextAuthSecret, encryptionKey };
  if (config.databaseUrl) {
    const missing = [!nextAuthSecret && "NEXTAUTH_SECRET", !encryptionKey && "SLIPWAY_ENCRYPTION_KEY"].filter(Boolean);
    throw new ConfigError(
      `With DATABASE_URL, set ${missing.join(" and ")} too (32 characters or more, the same for every process).\n` +
        `A good value: openssl rand -base64 32`,
    );
  }
  const kept = await inDataFolder(config.dataDir, () => readOrMake(config.dataDir));
  return {
    ...config,
    nextAuthSecret: nextAuthSecret ?? kept.nextAuthSecret,
    encryptionKey: encryptionKey ?? kept.encryptionKey,
  };
}

const keptSecrets = z.object({ nextAuthSecret: z.string().min(32), encryptionKey: z.string().min(32) });
type KeptSecrets = z.output<typeof keptSecrets>;

async function readOrMake(dataDir: string): Promise<KeptSecrets> {
  const file = path.join(dataDir, "secrets.json");
  const text = await readIfThere(file);
  if (text !== null) return readSecrets(file, text);
  const made = { nextAuthSecret: randomText(), encryptionKey: randomText() };
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // Written beside and renamed, so that a kill leaves either no file or a whole one.
  await writeFile(`${file}.new`, JSON.stringify(made, null, 2), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return made;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** A damaged file is never replaced: what was sealed with its key could not be opened any more. */
function readSecrets(file: string, text: string): KeptSecrets {
  try {
    return keptSecrets.parse(JSON.parse(text));
  } catch {
    throw new ConfigError(
      `${file} is damaged. Bring it back from a backup: without it, sealed credentials cannot be opened and everybody ` +
        `has to sign in anew. If they may be lost, remove the file.`,
    );
  }
}

function randomText(): string {
  return randomBytes(32).toString("base64");
}
