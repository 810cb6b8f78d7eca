import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { channelIdInput } from "#lib/products/input.ts";
import { STABLE } from "#lib/products/rules/channel.ts";
import { deleteChannelRow, findChannelUse, lockChannel, type ChannelUse } from "#lib/products/store-channels.ts";
import type { ChannelView } from "#lib/products/view.ts";

/** Deletes a channel that nobody follows; its versions stay. CONFLICT names who uses it. */
export async function deleteChannel(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "products:write");
  const { channelId } = parseInput(channelIdInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    const channel = await lockChannel(tx, channelId);
    if (!channel) throw notFound("channel");
    await refuseUsedChannel(tx, channel, "deleted");
    await deleteChannelRow(tx, channelId);
    recordEvent(ctx, tx, {
      type: "channel_deleted",
      subject: { kind: "channel", id: channelId },
      productId: channel.productId,
      data: { name: channel.name },
    });
  });
}

/** Refuses what would leave somebody without the channel. `deed` is what was asked for. */
export async function refuseUsedChannel(
  tx: Transaction,
  channel: ChannelView,
  deed: "deleted" | "renamed",
): Promise<void> {
  if (channel.name === STABLE) {
    throw new DomainError("CONFLICT", `The channel ${STABLE} cannot be ${deed}: who names no channel follows it.`);
  }
  const uses = describeUse(await findChannelUse(tx, channel));
  if (uses === "") return;
  throw new DomainError("CONFLICT", `The channel ${channel.name} cannot be ${deed}: it is used by ${uses}.`);
}

function describeUse({ fleets, devices, distributions }: ChannelUse): string {
  const named = (noun: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`the ${noun}${names.length === 1 ? "" : "s"} ${names.join(", ")}`];
  return [
    ...named("fleet", fleets),
    ...named("device", devices),
    ...(distributions > 0 ? ["an update distribution that is not over"] : []),
  ].join(" and ");
}
