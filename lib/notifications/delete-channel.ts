import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { channelInput } from "#lib/notifications/input.ts";
import { deleteChannelRow, lockChannel } from "#lib/notifications/store-channels.ts";
import { cancelOpen } from "#lib/notifications/store-work.ts";

/** Forgets a channel, its secrets and its rules. What was sent stays in the log for a while. */
export async function deleteChannel(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "notifications:write");
  const { channelId } = parseInput(channelInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const channel = await lockChannel(tx, channelId);
    if (!channel) throw notFound("channel");
    const now = ctx.clock.now();
    await cancelOpen(tx, channelId, now);
    await deleteChannelRow(tx, channelId, now);
    recordEvent(ctx, tx, {
      type: "notification_channel_deleted",
      subject: { kind: "notificationChannel", id: channelId },
      data: { name: channel.name, kind: channel.kind },
    });
  });
}
