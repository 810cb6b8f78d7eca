import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Queryable } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { findProductRow } from "#lib/products/store.ts";
import { refreshOffers } from "#lib/products/store-offers.ts";
import { releaseHoldInput } from "#lib/rollouts/input.ts";
import { findHold, saveHoldReleased } from "#lib/rollouts/store-holds.ts";
import type { HoldView } from "#lib/rollouts/view.ts";

/** Lets a held digest go, so that a push may bring it back. Letting it go twice changes nothing. */
export async function releaseHold(ctx: Context, rawInput: unknown): Promise<HoldView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { productId, holdId, reason } = parseInput(releaseHoldInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const hold = await requireHold(tx, productId, holdId);
    const release = { releasedBy: toActorView(ctx.actor), releaseReason: reason ?? null };
    if (await saveHoldReleased(tx, holdId, release, ctx.clock.now())) {
      await refreshOffers(tx, hold);
      recordEvent(ctx, tx, {
        type: "release_hold_lifted",
        subject: { kind: "product", id: hold.productId },
        productId: hold.productId,
        data: { holdId, digest: hold.digest, tag: hold.tag, ...(reason !== undefined && { reason }) },
      });
    }
    return requireHold(tx, productId, holdId);
  });
}

async function requireHold(db: Queryable, productId: string, holdId: string): Promise<HoldView> {
  const product = await findProductRow(db, productId);
  const hold = await findHold(db, holdId);
  if (product === null || hold?.productId !== product.id) throw notFound("hold");
  return hold;
}
