import type { Transaction } from "#lib/database/client.ts";
import type { WebhookRoute } from "#lib/intake/rules/delivery.ts";
import { deliveryKeys } from "#lib/intake/rules/delivery-keys.ts";
import type { Reading, ReadPush } from "#lib/intake/rules/read-delivery.ts";
import { claimKey } from "#lib/intake/store-deliveries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";

export interface KeyClaim {
  source: string;
  /** In the order in which they are claimed, which is the same for everybody. */
  keys: { hash: string; pushes: ReadPush[] }[];
  windowSeconds: number | null;
}

interface DeliveryToClaim {
  route: WebhookRoute;
  sourceId: string | null;
  headers: Record<string, string>;
  body: Uint8Array;
  reading: Reading;
}

/** Keys are hashed: a sender's own may have any length. */
export function keysOf({ route, sourceId, reading, headers, body }: DeliveryToClaim): KeyClaim {
  const bodyHash = sha256(body).toString("hex");
  const { keys, windowSeconds } = deliveryKeys(reading, headers["x-github-delivery"] ?? null, bodyHash);
  const isPerPush = reading.format === "distribution";
  return {
    source: sourceId ?? route,
    windowSeconds,
    keys: keys
      .map((key) => ({
        hash: sha256(key).toString("hex"),
        pushes: isPerPush ? reading.pushes.filter((item) => (item.key ?? bodyHash) === key) : reading.pushes,
      }))
      .sort((left, right) => (left.hash < right.hash ? -1 : 1)),
  };
}

/** Claims the keys and returns the pushes that are new; an empty set means a repeat, null that there is nothing to claim. */
export async function claimFresh(
  ctx: Context,
  tx: Transaction,
  id: string,
  claim: KeyClaim,
): Promise<Set<ReadPush> | null> {
  const now = ctx.clock.now();
  const freeBefore = claim.windowSeconds === null ? null : new Date(now.getTime() - claim.windowSeconds * 1000);
  const fresh = new Set<ReadPush>();
  let isAnyNew = false;
  for (const { hash, pushes } of claim.keys) {
    const isNew = await claimKey(tx, { source: claim.source, key: hash, deliveryId: id, freeBefore }, now);
    if (isNew) for (const item of pushes) fresh.add(item);
    isAnyNew ||= isNew;
  }
  return isAnyNew && fresh.size === 0 ? null : fresh;
}
