import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseUsedChannel } from "#lib/products/delete-channel.ts";
import { updateChannelInput } from "#lib/products/input.ts";
import { findChannel, lockChannel, saveChannel } from "#lib/products/store-channels.ts";
import type { ChannelView } from "#lib/products/view.ts";

/** Renames or describes a channel. One that is followed keeps its name, because followers know it by that alone. */
export async function updateChannel(ctx: Context, rawInput: unknown): Promise<ChannelView> {
  requirePermission(ctx.actor, "products:write");
  const { channelId, ...change } = parseInput(updateChannelInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const before = await lockChannel(tx, channelId);
    if (!before) throw notFound("channel");
    const { name = before.name, description = before.description } = change;
    if (name !== before.name) await refuseUsedChannel(tx, before, "renamed");
    if (!(await saveChannel(tx, { ...before, name, description }))) {
      throw new DomainError("CONFLICT", `The product already has the channel ${name}.`);
    }
    recordEvent(ctx, tx, {
      type: "channel_updated",
      subject: { kind: "channel", id: channelId },
      productId: before.productId,
      data: { before: { name: before.name, description: before.description }, after: { name, description } },
    });
    const after = await findChannel(tx, channelId);
    if (!after) throw notFound("channel");
    return after;
  });
}
