import { randomUUID } from "node:crypto";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Authenticity } from "#lib/intake/authenticity.ts";
import { keptBytesMax, type WebhookRoute } from "#lib/intake/rules/delivery.ts";
import { pruneDeliveries } from "#lib/intake/prune-deliveries.ts";
import { insertDelivery } from "#lib/intake/store-deliveries.ts";
import type { Context } from "#lib/kernel/context.ts";

export interface RejectedDelivery {
  route: WebhookRoute;
  sourceId: string | null;
  authenticity: Authenticity;
  headers: Record<string, string>;
  /** As far as it was read. */
  body: Uint8Array;
  bodySizeBytes: number;
  reason: string;
  remoteAddress: string | null;
}

/** The event log is for ever, so strangers get no more than one line a minute into it. */
const announcements = new RateLimiterMemory({ points: 1, duration: 60 });

/** Keeps a delivery that is answered with an error, so that an operator can see why a sender does not get through. */
export async function rejectDelivery(ctx: Context, delivery: RejectedDelivery): Promise<void> {
  const id = randomUUID();
  const isAnnounced = await mayAnnounce(delivery.route);
  await inTransaction(ctx, async (tx) => {
    await insertDelivery(tx, {
      id,
      format: null,
      deliveryKey: null,
      status: "rejected",
      pushes: [],
      rolloutIds: [],
      replayOfId: null,
      receivedAt: ctx.clock.now(),
      ...delivery,
      body: delivery.body.subarray(0, keptBytesMax({ status: "rejected", reason: null, isUnsigned: true })),
    });
    if (!isAnnounced) return;
    recordEvent(ctx, tx, {
      type: "webhook_rejected",
      subject: { kind: "delivery", id },
      data: { route: delivery.route, reason: delivery.reason, remoteAddress: delivery.remoteAddress },
    });
  });
  await pruneDeliveries(ctx);
}

async function mayAnnounce(route: WebhookRoute): Promise<boolean> {
  try {
    await announcements.consume(route);
    return true;
  } catch {
    return false; // The limiter rejects when this minute's line was written.
  }
}
