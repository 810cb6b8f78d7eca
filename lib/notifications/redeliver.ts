import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { deliveryInput } from "#lib/notifications/input.ts";
import { canRedeliver, type DeliveryStatus } from "#lib/notifications/rules/delivery.ts";
import type { Message } from "#lib/notifications/rules/notice.ts";
import { findChannel } from "#lib/notifications/store-channels.ts";
import { findDelivery, hasOpenRepeat, insertDelivery, lockDelivery } from "#lib/notifications/store-deliveries.ts";
import { toDeliveryView, type DeliveryView } from "#lib/notifications/view.ts";

/** Sends a message again, under the id that its receiver knows. Clicked twice it goes out once. */
export async function redeliver(ctx: Context, rawInput: unknown): Promise<DeliveryView> {
  requirePermission(ctx.actor, "notifications:write");
  const { deliveryId } = parseInput(deliveryInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const asked = await findDelivery(tx, deliveryId);
    if (!asked) throw notFound("message");
    const originalId = asked.redeliveryOfId ?? asked.id;
    await lockDelivery(tx, originalId);
    if (!canRedeliver(asked.status as DeliveryStatus) || (await hasOpenRepeat(tx, originalId))) {
      throw new DomainError("CONFLICT", "This message is on its way already.");
    }
    const channel = await findChannel(tx, asked.channelId);
    if (!channel?.enabled) {
      throw new DomainError("WRONG_STATE", "Its channel is off. Switch it on, then send the message again.");
    }
    const { channelId, ruleId, eventSeqs, threadKey } = asked;
    const message = asked.message as unknown as Message;
    const again = { channelId, ruleId, eventSeqs, threadKey, message, redeliveryOfId: originalId };
    const record = await insertDelivery(tx, again, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "notification_redelivered",
      subject: { kind: "notificationDelivery", id: record.id },
      data: { name: channel.name, of: originalId },
    });
    return toDeliveryView(record);
  });
}
