import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { createChannelInput } from "#lib/products/input.ts";
import { findChannel, insertChannels } from "#lib/products/store-channels.ts";
import type { ChannelView } from "#lib/products/view.ts";

/** Makes a channel of a product. CONFLICT where there is one of this name. */
export async function createChannel(ctx: Context, rawInput: unknown): Promise<ChannelView> {
  requirePermission(ctx.actor, "products:write");
  const { productId, extensionId, name, description } = parseInput(createChannelInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const product = await requireProduct(tx, productId ?? extensionId ?? "");
    const [made] = await insertChannels(tx, product.id, [{ name, description }], ctx.clock.now());
    if (!made) throw new DomainError("CONFLICT", `The product ${product.slug} already has the channel ${name}.`);
    recordEvent(ctx, tx, {
      type: "channel_created",
      subject: { kind: "channel", id: made.id },
      productId: product.id,
      data: { product: product.slug, name, description },
    });
    const channel = await findChannel(tx, made.id);
    if (!channel) throw notFound("channel");
    return channel;
  });
}
