import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Authenticity } from "#lib/intake/authenticity.ts";
import type { WebhookRoute } from "#lib/intake/rules/delivery.ts";
import type { WebhookFormat } from "#lib/intake/rules/push.ts";
import type { DeliveryStatus, DeliveryVerdict, JudgedPush } from "#lib/intake/rules/verdict.ts";

export interface DeliveryRecord {
  id: string;
  route: WebhookRoute;
  sourceId: string | null;
  sourceName: string | null;
  format: WebhookFormat | null;
  authenticity: Authenticity;
  headers: Record<string, string>;
  bodySizeBytes: number;
  keptBytes: number;
  deliveryKey: string | null;
  status: DeliveryStatus;
  reason: string | null;
  pushes: JudgedPush[];
  rolloutIds: string[];
  replayOfId: string | null;
  remoteAddress: string | null;
  receivedAt: Date;
}

export type NewDelivery = Omit<DeliveryRecord, "sourceName" | "keptBytes"> & { body: Uint8Array };

export async function insertDelivery(db: Queryable, delivery: NewDelivery): Promise<void> {
  await db.webhookDelivery.create({
    data: {
      ...delivery,
      body: Uint8Array.from(delivery.body),
      pushes: delivery.pushes.map((push) => ({ ...push })),
    },
    select: { id: true },
  });
}

/**
 * Claims a key for a delivery. False means that another delivery had it before, within the window if there is one. Of
 * two deliveries at once the second waits here until the first is done, and finds the key free again if that failed.
 */
export async function claimKey(
  tx: Transaction,
  claim: { source: string; key: string; deliveryId: string; freeBefore: Date | null },
  now: Date,
): Promise<boolean> {
  const claimed = await tx.$executeRaw`
    INSERT INTO delivery_keys (source, key, delivery_id, seen_at)
    VALUES (${claim.source}, ${claim.key}, ${claim.deliveryId}::uuid, ${now}::timestamptz)
    ON CONFLICT (source, key) DO UPDATE SET delivery_id = excluded.delivery_id, seen_at = excluded.seen_at
    WHERE delivery_keys.seen_at <= ${claim.freeBefore}::timestamptz`;
  return claimed === 1;
}

/** Gives back the keys of a delivery that had no effect, so that the same one may have one later. */
export async function freeKeys(
  tx: Transaction,
  { source, keys, deliveryId }: { source: string; keys: readonly string[]; deliveryId: string },
): Promise<void> {
  await tx.deliveryKey.deleteMany({ where: { source, key: { in: [...keys] }, deliveryId } });
}

/** Finds the rollouts of the delivery that had a key first. */
export async function findRolloutsOfKey(db: Queryable, source: string, key: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ rolloutIds: string[] }[]>`
    SELECT d.rollout_ids AS "rolloutIds" FROM delivery_keys k JOIN webhook_deliveries d ON d.id = k.delivery_id
    WHERE k.source = ${source} AND k.key = ${key}`;
  return rows[0]?.rolloutIds ?? [];
}

/** Deletes all but the newest deliveries of a kind that anybody can send. */
export async function pruneUntrusted(db: Queryable, status: DeliveryStatus, keep: number): Promise<void> {
  await db.$executeRaw`
    DELETE FROM webhook_deliveries
    WHERE status = ${status} AND authenticity IN ('none', 'failed') AND received_at <= (
      SELECT received_at FROM webhook_deliveries WHERE status = ${status} AND authenticity IN ('none', 'failed')
      ORDER BY received_at DESC OFFSET ${keep} LIMIT 1)`;
}

/** Deletes all but the newest deliveries that tell of no push, such as those of layers and pulls. */
export async function pruneNoise(db: Queryable, keep: number): Promise<void> {
  await db.$executeRaw`
    DELETE FROM webhook_deliveries
    WHERE status = 'ignored' AND reason LIKE 'no-push%' AND received_at <= (
      SELECT received_at FROM webhook_deliveries WHERE status = 'ignored' AND reason LIKE 'no-push%'
      ORDER BY received_at DESC OFFSET ${keep} LIMIT 1)`;
}

export async function findDeliveryRecord(db: Queryable, deliveryId: string): Promise<DeliveryRecord | null> {
  const [record] = await selectWhere(db, Prisma.sql`d.id = ${deliveryId}::uuid`, 1);
  return record ?? null;
}

export async function findBody(db: Queryable, deliveryId: string): Promise<Uint8Array | null> {
  const row = await db.webhookDelivery.findUnique({ where: { id: deliveryId }, select: { body: true } });
  return row?.body ?? null;
}

/** Locks a delivery against another process that works on its look-ups. */
export async function lockDelivery(tx: Transaction, deliveryId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM webhook_deliveries WHERE id = ${deliveryId}::uuid FOR UPDATE`;
}

export async function saveVerdict(
  tx: Transaction,
  deliveryId: string,
  pushes: readonly JudgedPush[],
  verdict: DeliveryVerdict,
): Promise<void> {
  await tx.webhookDelivery.update({
    where: { id: deliveryId },
    data: { ...verdict, pushes: pushes.map((push) => ({ ...push })) },
    select: { id: true },
  });
}

/** Lists deliveries with a push about which the registry is still to be asked, the oldest first. */
export async function selectLookups(db: Queryable, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM webhook_deliveries
    WHERE status = 'accepted' AND pushes @> '[{"outcome":"lookup"}]'::jsonb
    ORDER BY received_at LIMIT ${limit}`;
  return rows.map((row) => row.id);
}

export interface DeliveryQuery {
  status?: DeliveryStatus | undefined;
  sourceId?: string | undefined;
  route?: WebhookRoute | undefined;
  format?: WebhookFormat | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  after: { receivedAt: string; id: string } | null;
  limit: number;
}

/** Reads deliveries, the newest first, one more than asked for where there are more. Bodies stay where they are. */
export async function selectDeliveries(db: Queryable, query: DeliveryQuery): Promise<DeliveryRecord[]> {
  const conditions = [Prisma.sql`true`];
  if (query.status !== undefined) conditions.push(Prisma.sql`d.status = ${query.status}`);
  if (query.sourceId !== undefined) conditions.push(Prisma.sql`d.source_id = ${query.sourceId}::uuid`);
  if (query.route !== undefined) conditions.push(Prisma.sql`d.route = ${query.route}`);
  if (query.format !== undefined) conditions.push(Prisma.sql`d.format = ${query.format}`);
  if (query.from !== undefined) conditions.push(Prisma.sql`d.received_at >= ${query.from}::timestamptz`);
  if (query.to !== undefined) conditions.push(Prisma.sql`d.received_at < ${query.to}::timestamptz`);
  if (query.after !== null) {
    const { receivedAt, id } = query.after;
    conditions.push(Prisma.sql`(d.received_at, d.id) < (${receivedAt}::timestamptz, ${id}::uuid)`);
  }
  return selectWhere(db, Prisma.join(conditions, " AND "), query.limit + 1);
}

interface DeliveryRow extends Omit<DeliveryRecord, "headers" | "pushes"> {
  headers: unknown;
  pushes: unknown;
}

/** The columns hold only what insertDelivery and saveVerdict wrote, so the casts of rows are safe. */
async function selectWhere(db: Queryable, condition: Prisma.Sql, limit: number): Promise<DeliveryRecord[]> {
  const rows = await db.$queryRaw<DeliveryRow[]>`
    SELECT d.id, d.route, d.source_id AS "sourceId", s.name AS "sourceName", d.format, d.authenticity, d.headers,
           d.body_size_bytes AS "bodySizeBytes", octet_length(d.body) AS "keptBytes", d.delivery_key AS "deliveryKey",
           d.status, d.reason, d.pushes, d.rollout_ids AS "rolloutIds", d.replay_of_id AS "replayOfId",
           d.remote_address AS "remoteAddress", d.received_at AS "receivedAt"
    FROM webhook_deliveries d LEFT JOIN webhook_sources s ON s.id = d.source_id
    WHERE ${condition} ORDER BY d.received_at DESC, d.id DESC LIMIT ${limit}`;
  return rows.map((row) => ({
    ...row,
    headers: row.headers as Record<string, string>,
    pushes: row.pushes as JudgedPush[],
  }));
}
