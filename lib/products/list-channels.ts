import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { channelIdInput, listChannelsInput } from "#lib/products/input.ts";
import { findChannel, selectChannels } from "#lib/products/store-channels.ts";
import type { ChannelView } from "#lib/products/view.ts";

/** Lists all channels of a product with the newest version of each. */
export async function listChannels(ctx: Context, rawInput: unknown): Promise<{ items: ChannelView[] }> {
  requirePermission(ctx.actor, "products:read");
  const { productId, extensionId } = parseInput(listChannelsInput, rawInput);
  const product = await requireProduct(ctx.db, productId ?? extensionId ?? "");
  return { items: await selectChannels(ctx.db, product.id) };
}

/** Reads one channel. Throws NOT_FOUND. */
export async function getChannel(ctx: Context, rawInput: unknown): Promise<ChannelView> {
  requirePermission(ctx.actor, "products:read");
  const { channelId } = parseInput(channelIdInput, rawInput);
  const channel = await findChannel(ctx.db, channelId);
  if (!channel) throw notFound("channel");
  return channel;
}
