import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { CdnRegion } from "#lib/database/generated/client.ts";

export type RegionRecord = CdnRegion;

export interface RegionFields {
  provider: string;
  baseUrl: string;
  purgeUrl: string | null;
  /** Sealed. */
  secrets: string | null;
  enabled: boolean;
}

export async function findRegion(db: Queryable, name: string): Promise<RegionRecord | null> {
  return db.cdnRegion.findUnique({ where: { name } });
}

/** Reads regions by name, one more than asked for where there are more. */
export async function selectRegions(
  db: Queryable,
  { after, limit }: { after: string | null; limit: number },
): Promise<RegionRecord[]> {
  return db.cdnRegion.findMany({
    where: after === null ? {} : { name: { gt: after } },
    orderBy: { name: "asc" },
    take: limit + 1,
  });
}

export async function selectRegionsByName(db: Queryable, names: readonly string[]): Promise<RegionRecord[]> {
  return db.cdnRegion.findMany({ where: { name: { in: [...names] } } });
}

export async function selectEnabledRegions(db: Queryable): Promise<RegionRecord[]> {
  return db.cdnRegion.findMany({ where: { enabled: true }, orderBy: { name: "asc" } });
}

/** Names the regions that hand files out. */
export async function selectEnabledNames(db: Queryable): Promise<string[]> {
  const rows = await db.cdnRegion.findMany({
    where: { enabled: true },
    select: { name: true },
    orderBy: { name: "asc" },
  });
  return rows.map(({ name }) => name);
}

/** Says whether it was inserted; a name is given once. */
export async function insertRegion(tx: Transaction, name: string, fields: RegionFields, now: Date): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    INSERT INTO cdn_regions (name, provider, base_url, purge_url, secrets, enabled, created_at, updated_at)
    VALUES (${name}, ${fields.provider}, ${fields.baseUrl}, ${fields.purgeUrl}, ${fields.secrets},
            ${fields.enabled}, ${now}::timestamptz, ${now}::timestamptz)
    ON CONFLICT (name) DO NOTHING`;
  return inserted === 1;
}

/** Changes a region; what its last test found holds no more. */
export async function updateRegionRow(
  tx: Transaction,
  name: string,
  fields: RegionFields,
  now: Date,
): Promise<RegionRecord> {
  return tx.cdnRegion.update({
    where: { name },
    data: {
      provider: fields.provider,
      baseUrl: fields.baseUrl,
      purgeUrl: fields.purgeUrl,
      secrets: fields.secrets,
      enabled: fields.enabled,
      updatedAt: now,
      checkedAt: null,
      lastError: null,
    },
  });
}

export async function lockRegion(tx: Transaction, name: string): Promise<RegionRecord | null> {
  await tx.$queryRaw`SELECT 1 FROM cdn_regions WHERE name = ${name} FOR UPDATE`;
  return findRegion(tx, name);
}

/** Takes its distributions, invalidations and places in logs along. */
export async function deleteRegionRow(tx: Transaction, name: string): Promise<void> {
  await tx.cdnRegion.delete({ where: { name } });
}

/** Notes how the last test went. */
export async function saveCheck(db: Queryable, name: string, error: string | null, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE cdn_regions SET checked_at = ${now}::timestamptz, last_error = ${error} WHERE name = ${name}`;
}
