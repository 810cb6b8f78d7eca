import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { WebhookSource } from "#lib/database/generated/client.ts";

export type SourceRecord = WebhookSource;

/** Finds the source that a token opens; null for a token that is unknown, revoked or switched off. */
export async function findSourceByToken(
  db: Queryable,
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<SourceRecord | null> {
  return db.webhookSource.findFirst({
    where: { tokenHash, enabled: true, revokedAt: null },
  });
}

export async function findSourceRow(db: Queryable, sourceId: string): Promise<SourceRecord | null> {
  return db.webhookSource.findUnique({ where: { id: sourceId } });
}

export async function lockSource(tx: Transaction, sourceId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM webhook_sources WHERE id = ${sourceId}::uuid FOR UPDATE`;
}

/** Reads sources by name, one more than asked for where there are more. */
export async function selectSources(
  db: Queryable,
  { afterName, limit }: { afterName: string | null; limit: number },
): Promise<SourceRecord[]> {
  return db.webhookSource.findMany({
    where: afterName === null ? {} : { name: { gt: afterName } },
    orderBy: { name: "asc" },
    take: limit + 1,
  });
}

export interface NewSource {
  name: string;
  format: string;
  registryHost: string | null;
  repositoryPrefix: string | null;
  tokenHash: Uint8Array<ArrayBuffer>;
  prefix: string;
}

export async function isSourceNameTaken(db: Queryable, name: string, exceptId: string | null): Promise<boolean> {
  const row = await db.webhookSource.findUnique({ where: { name }, select: { id: true } });
  return row !== null && row.id !== exceptId;
}

export async function insertSource(tx: Transaction, source: NewSource, now: Date): Promise<SourceRecord> {
  return tx.webhookSource.create({ data: { ...source, createdAt: now } });
}

/** What is left out stays as it is. */
interface SourceChange {
  name?: string | undefined;
  format?: string | undefined;
  registryHost?: string | null | undefined;
  repositoryPrefix?: string | null | undefined;
  enabled?: boolean | undefined;
  revokedAt?: Date;
}

export async function saveSource(tx: Transaction, sourceId: string, change: SourceChange): Promise<SourceRecord> {
  return tx.webhookSource.update({ where: { id: sourceId }, data: change });
}
