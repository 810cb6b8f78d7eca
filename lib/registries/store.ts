import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { Registry } from "#lib/database/generated/client.ts";

export type RegistryRecord = Registry;

export async function findRegistryRow(db: Queryable, registryId: string): Promise<RegistryRecord | null> {
  return db.registry.findUnique({ where: { id: registryId } });
}

export async function findRegistryByHost(db: Queryable, host: string): Promise<RegistryRecord | null> {
  return db.registry.findUnique({ where: { host } });
}

/** Reads registries by host, one more than asked for where there are more. */
export async function selectRegistries(
  db: Queryable,
  { afterHost, limit }: { afterHost: string | null; limit: number },
): Promise<RegistryRecord[]> {
  return db.registry.findMany({
    where: afterHost === null ? {} : { host: { gt: afterHost } },
    orderBy: { host: "asc" },
    take: limit + 1,
  });
}

/** Inserts a registry without password, which is bound to the row's id. Null means that there is one of that host. */
export async function insertRegistry(
  tx: Transaction,
  { host, username }: { host: string; username: string | null },
  now: Date,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO registries (host, username, created_at, updated_at)
    VALUES (${host}, ${username}, ${now}::timestamptz, ${now}::timestamptz)
    ON CONFLICT (host) DO NOTHING RETURNING id`;
  return row?.id ?? null;
}

export async function saveCredentials(
  tx: Transaction,
  registryId: string,
  credentials: { username: string | null; passwordEncrypted: string | null },
  now: Date,
): Promise<RegistryRecord> {
  return tx.registry.update({
    where: { id: registryId },
    data: { ...credentials, lastError: null, updatedAt: now },
  });
}

export async function removeRegistry(tx: Transaction, registryId: string): Promise<void> {
  await tx.registry.delete({ where: { id: registryId } });
}

/** Notes how the last call went, where the registry is one of those configured. */
export async function saveCheck(db: Queryable, host: string, error: string | null, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE registries SET last_checked_at = ${now}::timestamptz, last_error = ${error} WHERE host = ${host}`;
}
