import type { Context } from "#lib/kernel/context.ts";

const DAY_MILLIS = 86_400_000;
/** An Idempotency-Key is remembered this long. */
const IDEMPOTENCY_DAYS = 1;
/** GitHub lets people redeliver what is at most 3 days old; twice that is safe. */
const DELIVERY_KEY_DAYS = 7;
const DELIVERY_DAYS = 30;
const HEARTBEAT_DAYS = 1;
/** A gateway that was out of step for nearly as long begins anew (lib/gateway/news-reader.ts). */
const NEWS_HOURS = 1;

/** Deletes what has served its time. Safe to run twice, and while everything else runs. */
export async function keepHouse(ctx: Context): Promise<void> {
  const before = (days: number) => new Date(ctx.clock.now().getTime() - days * DAY_MILLIS);
  const idempotencyKeys = await ctx.db.idempotencyKey.deleteMany({
    where: { createdAt: { lt: before(IDEMPOTENCY_DAYS) } },
  });
  const deliveryKeys = await ctx.db.deliveryKey.deleteMany({ where: { seenAt: { lt: before(DELIVERY_KEY_DAYS) } } });
  const deliveries = await ctx.db.webhookDelivery.deleteMany({ where: { receivedAt: { lt: before(DELIVERY_DAYS) } } });
  const heartbeats = await ctx.db.heartbeat.deleteMany({ where: { seenAt: { lt: before(HEARTBEAT_DAYS) } } });
  const news = await ctx.db.deviceNews.deleteMany({ where: { at: { lt: before(NEWS_HOURS / 24) } } });
  await ctx.db.setupLink.deleteMany({ where: { expiresAt: { lt: before(0) }, userId: { not: null } } });
  ctx.log.debug(
    {
      idempotencyKeys: idempotencyKeys.count,
      deliveryKeys: deliveryKeys.count,
      deliveries: deliveries.count,
      heartbeats: heartbeats.count,
      news: news.count,
    },
    "Housekeeping is done.",
  );
}
