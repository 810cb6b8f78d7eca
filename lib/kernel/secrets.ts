import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { ConfigError, type Config } from "#lib/kernel/config.ts";

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
  const kept = await readOrMake(path.join(config.dataDir, "secrets.json"));
  return {
    ...config,
    nextAuthSecret: nextAuthSecret ?? kept.nextAuthSecret,
    encryptionKey: encryptionKey ?? kept.encryptionKey,
  };
}

interface KeptSecrets {
  nextAuthSecret: string;
  encryptionKey: string;
}

async function readOrMake(file: string): Promise<KeptSecrets> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as KeptSecrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw new ConfigError(
        `${file} cannot be read (${String(error)}). Without it, sealed credentials cannot be opened.`,
      );
    }
  }
  const made = { nextAuthSecret: randomText(), encryptionKey: randomText() };
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  // Written beside and renamed, so that a kill leaves either no file or a whole one.
  await writeFile(`${file}.new`, JSON.stringify(made, null, 2), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return made;
}

function randomText(): string {
  return randomBytes(32).toString("base64");
}
