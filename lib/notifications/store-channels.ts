import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import { Prisma } from "#lib/database/client.ts";
import type { NotificationChannel } from "#lib/database/generated/client.ts";

export type ChannelRecord = NotificationChannel;

export interface ChannelFields {
  name: string;
  settings: object;
  /** Sealed. */
  secrets: string | null;
  enabled: boolean;
}

export async function insertChannel(
  tx: Transaction,
  id: string,
  { kind, createdBy, settings, ...fields }: ChannelFields & { kind: string; createdBy: ActorView },
  now: Date,
): Promise<ChannelRecord> {
  return tx.notificationChannel.create({
    data: {
      ...fields,
      id,
      kind,
      settings: settings,
      createdBy: { ...createdBy },
      createdAt: now,
      updatedAt: now,
    },
  });
}

/** Inserts a channel unless one with this id was ever there. Says whether it was inserted. */
export async function insertChannelOnce(
  tx: Transaction,
  id: string,
  { createdBy, ...fields }: ChannelFields & { kind: string; createdBy: ActorView },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.notificationChannel.createMany({
    data: [{ ...fields, id, createdBy: { ...createdBy }, createdAt: now, updatedAt: now }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Saves a channel. Switched on it starts afresh: what it failed at before counts no more. */
export async function updateChannelRow(
  tx: Transaction,
  id: string,
  { settings, ...fields }: ChannelFields,
  now: Date,
): Promise<ChannelRecord> {
  return tx.notificationChannel.update({
    where: { id },
    data: {
      ...fields,
      settings: settings,
      updatedAt: now,
      ...(fields.enabled && { disabledReason: null, failingSince: null }),
    },
  });
}

export async function findChannel(db: Queryable, id: string): Promise<ChannelRecord | null> {
  return db.notificationChannel.findFirst({ where: { id, deletedAt: null } });
}

export async function lockChannel(tx: Transaction, id: string): Promise<ChannelRecord | null> {
  // Not in the way of those who only refer to it: new messages keep coming meanwhile.
  await tx.$queryRaw`SELECT 1 FROM notification_channels WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return findChannel(tx, id);
}

/** Reads channels by name, one more than asked for where there are more. */
export async function selectChannels(
  db: Queryable,
  { after, limit }: { after: readonly [string, string] | null; limit: number },
): Promise<ChannelRecord[]> {
  return db.notificationChannel.findMany({
    where: {
      deletedAt: null,
      ...(after && { OR: [{ name: { gt: after[0] } }, { name: after[0], id: { gt: after[1] } }] }),
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: limit + 1,
  });
}

/** Forgets a channel: its secrets at once, its rules with it; the log of what was sent stays to be read. */
export async function deleteChannelRow(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.notificationChannel.update({
    where: { id },
    data: { deletedAt: now, enabled: false, secrets: null, updatedAt: now },
  });
  await tx.notificationRule.updateMany({
    where: { channelId: id, deletedAt: null },
    data: { deletedAt: now, enabled: false, updatedAt: now },
  });
}

/** Turns a channel off for a reason. False where it is off already. */
export async function disableChannelRow(tx: Transaction, id: string, reason: string, now: Date): Promise<boolean> {
  const changed = await tx.notificationChannel.updateMany({
    where: { id, enabled: true },
    data: { enabled: false, disabledReason: reason, updatedAt: now },
  });
  return changed.count === 1;
}

/** Notes since when nothing goes through, or that something does again. */
export async function markHealth(db: Queryable, id: string, failingSince: Date | null): Promise<void> {
  await db.$executeRaw`
    UPDATE notification_channels
    SET failing_since = ${failingSince === null ? Prisma.sql`NULL` : Prisma.sql`COALESCE(failing_since, ${failingSince}::timestamptz)`}
    WHERE id = ${id}::uuid`;
}
