import type { Prisma, Queryable, Transaction } from "#lib/database/client.ts";
import type { NotificationDelivery, NotificationTry } from "#lib/database/generated/client.ts";
import type { Message } from "#lib/notifications/rules/notice.ts";

export type DeliveryRecord = NotificationDelivery & { channel: { name: string } };
export type TriedDelivery = DeliveryRecord & { tries: NotificationTry[] };

const withChannel = { channel: { select: { name: true } } } as const;

export interface DeliveryFilter {
  channelId?: string | undefined;
  status?: string | undefined;
}

/** Reads messages, the newest first, one more than asked for where there are more. */
export async function selectDeliveries(
  db: Queryable,
  { channelId, status }: DeliveryFilter,
  { after, limit }: { after: { at: Date; id: string } | null; limit: number },
): Promise<DeliveryRecord[]> {
  return db.notificationDelivery.findMany({
    where: {
      ...(channelId !== undefined && { channelId }),
      ...(status !== undefined && { status }),
      ...(after && { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
    },
    include: withChannel,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
}

export async function findDelivery(db: Queryable, id: string): Promise<TriedDelivery | null> {
  return db.notificationDelivery.findUnique({
    where: { id },
    include: { ...withChannel, tries: { orderBy: { attempt: "asc" } } },
  });
}

/** Holds back everybody else who would send the same message again. */
export async function lockDelivery(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM notification_deliveries WHERE id = ${id}::uuid FOR UPDATE`;
}

/** Says whether a message is on its way by hand, or by itself. */
export async function hasOpenRepeat(tx: Transaction, originalId: string): Promise<boolean> {
  const open = await tx.notificationDelivery.count({
    where: {
      OR: [{ id: originalId }, { redeliveryOfId: originalId }],
      status: { in: ["pending", "gathering"] },
      // Of what is settled it is null, and that is nearly all.
      nextAttemptAt: { not: null },
    },
    take: 1,
  });
  return open > 0;
}

export interface NewDelivery {
  channelId: string;
  ruleId: string | null;
  eventSeqs: readonly bigint[];
  threadKey: string | null;
  message: Message;
  redeliveryOfId: string | null;
}

/** Writes a message that goes out at once; `lease` where whoever writes it sends it. */
export async function insertDelivery(
  tx: Transaction,
  { eventSeqs, message, ...fields }: NewDelivery,
  now: Date,
  lease: { token: string; until: Date } | null = null,
): Promise<DeliveryRecord> {
  return tx.notificationDelivery.create({
    data: {
      ...fields,
      eventSeqs: [...eventSeqs],
      message: message as unknown as Prisma.InputJsonObject,
      status: "pending",
      nextAttemptAt: now,
      leaseToken: lease?.token ?? null,
      leasedUntil: lease?.until ?? null,
      createdAt: now,
    },
    include: withChannel,
  });
}

/** Forgets what was settled before a day, with its tries, and the threads that began before it. */
export async function dropDeliveriesBefore(db: Queryable, before: Date): Promise<number> {
  await db.notificationThread.deleteMany({ where: { createdAt: { lt: before } } });
  const { count } = await db.notificationDelivery.deleteMany({ where: { completedAt: { lt: before } } });
  return count;
}
