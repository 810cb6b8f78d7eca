import type { Queryable } from "#lib/database/client.ts";
import { invalidInput } from "#lib/kernel/input.ts";
import { channelNames } from "#lib/products/store-channels.ts";

/** Throws INVALID_INPUT where a product has no channel of this name. */
export async function refuseMissingChannel(
  db: Queryable,
  product: { id: string; slug: string },
  channel: string,
): Promise<void> {
  const names = await channelNames(db, product.id);
  if (names.includes(channel)) return;
  throw invalidInput({ path: "channel", message: `${product.slug} has these channels: ${names.join(", ")}.` });
}
