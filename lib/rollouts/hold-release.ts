import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { refreshOffers } from "#lib/products/store-offers.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { insertHold } from "#lib/rollouts/store-holds.ts";

/** Holds the digest of a rollout, so that nothing brings it back by itself. Holding it twice changes nothing. */
export async function holdRelease(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  reason: string,
): Promise<void> {
  const { digest, productId, tag } = rollout;
  if (digest === null) return;
  const hold = { productId, digest, tag, rolloutId: rollout.id, reason, heldBy: toActorView(ctx.actor) };
  const holdId = await insertHold(tx, hold, ctx.clock.now());
  if (holdId === null) return;
  await refreshOffers(tx, { productId, digest });
  recordEvent(ctx, tx, {
    type: "release_held",
    subject: { kind: "product", id: productId },
    rolloutId: rollout.id,
    productId,
    data: { holdId, digest, tag, reason },
  });
}
