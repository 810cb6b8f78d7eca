import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Queryable } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { findProductRow } from "#lib/products/store.ts";
import { listHoldsInput, releaseHoldInput } from "#lib/rollouts/input.ts";
import { findHold, saveHoldReleased, selectHolds } from "#lib/rollouts/store-holds.ts";
import type { HoldView } from "#lib/rollouts/view.ts";

/** Lets a held digest go, so that a push may bring it back. Letting it go twice changes nothing. */
export async function releaseHold(ctx: Context, rawInput: unknown): Promise<HoldView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { productId, holdId, reason } = parseInput(releaseHoldInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const hold = await getHold(tx, productId, holdId);
    const release = { releasedBy: toActorView(ctx.actor), releaseReason: reason ?? null };
    if (await saveHoldReleased(tx, holdId, release, ctx.clock.now())) {
      recordEvent(ctx, tx, {
        type: "release_hold_lifted",
        subject: { kind: "product", id: hold.productId },
        productId: hold.productId,
        data: { holdId, digest: hold.digest, tag: hold.tag, ...(reason !== undefined && { reason }) },
      });
    }
    return getHold(tx, productId, holdId);
  });
}

/** Pages through a product's holds, the newest first. */
export async function listHolds(ctx: Context, rawInput: unknown): Promise<Page<HoldView>> {
  requirePermission(ctx.actor, "rollouts:read");
  const { productId, open, cursor, limit } = parseInput(listHoldsInput, rawInput);
  const product = await findProductRow(ctx.db, productId);
  if (product === null) throw notFound("product");
  const holds = await selectHolds(ctx.db, {
    productId: product.id,
    open: open === undefined ? null : open === "true",
    after: decodeCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()])),
    limit,
  });
  return toPage(
    holds,
    limit,
    (hold) => hold,
    (hold) => [hold.heldAt, hold.id],
  );
}

async function getHold(db: Queryable, productId: string, holdId: string): Promise<HoldView> {
  const product = await findProductRow(db, productId);
  const hold = await findHold(db, holdId);
  if (product === null || hold?.productId !== product.id) throw notFound("hold");
  return hold;
}
