import { randomUUID } from "node:crypto";
import { toActorView } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { openChannel } from "#lib/notifications/channel.ts";
import { channelInput } from "#lib/notifications/input.ts";
import type { Message } from "#lib/notifications/rules/notice.ts";
import { sendOne } from "#lib/notifications/send/send-one.ts";
import { settleResults } from "#lib/notifications/send/settle.ts";
import { findChannel } from "#lib/notifications/store-channels.ts";
import { findDelivery, insertDelivery } from "#lib/notifications/store-deliveries.ts";
import { toDeliveryDetail, type DeliveryDetailView } from "#lib/notifications/view.ts";

/** Longer than any channel takes to answer or to be given up. */
const LEASE_SECONDS = 120;

/** Sends a message that says so, once and at once, and answers what came of it. Also through a channel that is off. */
export async function testChannel(ctx: Context, rawInput: unknown): Promise<DeliveryDetailView> {
  requirePermission(ctx.actor, "notifications:write");
  const { channelId } = parseInput(channelInput, rawInput);
  const channel = await findChannel(ctx.db, channelId);
  if (!channel) throw notFound("channel");
  const setup = openChannel(ctx, channel);

  const now = ctx.clock.now();
  const message: Message = { kind: "test", channel: channel.name, by: toActorView(ctx.actor).name ?? null };
  const leaseToken = randomUUID();
  const { id } = await inTransaction(ctx, (tx) =>
    insertDelivery(
      tx,
      { channelId, ruleId: null, eventSeqs: [], threadKey: null, message, redeliveryOfId: null },
      now,
      { token: leaseToken, until: secondsAfter(now, LEASE_SECONDS) },
    ),
  );
  const delivery = {
    id,
    messageId: id,
    eventSeqs: [],
    threadKey: null,
    message,
    attempt: 0,
    leaseToken,
    createdAt: now,
    ruleName: null,
  };
  const result = await sendOne(ctx, { channelId, setup }, delivery, AbortSignal.timeout(LEASE_SECONDS * 1000));
  // Whoever tests looks at the answer; tomorrow nobody waits for it any more.
  const status = result.status === "pending" ? "failed" : result.status;
  await settleResults(ctx, channelId, [{ ...result, status, nextAttemptAt: null }]);

  const record = await findDelivery(ctx.db, id);
  if (!record) throw notFound("message");
  return toDeliveryDetail(record);
}
