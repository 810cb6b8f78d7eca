import type { Queryable } from "#lib/database/client.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { STABLE } from "#lib/products/rules/channel.ts";
import { isChannelKnown } from "#lib/products/store-channels.ts";

/** Refuses the name of a channel that no product has: whoever followed it would never be offered anything. */
export async function refuseUnknownChannel(db: Queryable, name: string, path = "channel"): Promise<void> {
  if (name === STABLE || (await isChannelKnown(db, name))) return;
  const message = `No product has a channel ${name}.`;
  throw new DomainError("INVALID_INPUT", message, { errors: [{ path, message }] });
}
