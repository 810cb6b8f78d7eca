import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { requireArtifact } from "#lib/builds/find.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { diffIdInput, shareDiffInput } from "#lib/diffs/input.ts";
import { findDiff, insertDiff } from "#lib/diffs/store-diffs.ts";
import type { SharedDiffView } from "#lib/diffs/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Gives a comparison an address of its own, with what its viewer showed. Whoever may see the builds may share them. */
export async function shareDiff(ctx: Context, rawInput: unknown): Promise<SharedDiffView> {
  requirePermission(ctx.actor, "versions:read");
  const { from, to, ...options } = parseInput(shareDiffInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await requireArtifact(tx, from);
    const { product, version } = await requireArtifact(tx, to);
    const createdAt = ctx.clock.now();
    const diff = await insertDiff(tx, { from, to, options, createdAt, createdBy: toActorView(ctx.actor) });
    recordEvent(ctx, tx, {
      type: "diff_shared",
      subject: { kind: "artifact", id: to },
      productId: product.id,
      data: { diffId: diff.id, from, to, product: product.slug, version },
    });
    return diff;
  });
}

/** Reads a shared comparison. Throws NOT_FOUND. */
export async function getSharedDiff(ctx: Context, rawInput: unknown): Promise<SharedDiffView> {
  requirePermission(ctx.actor, "versions:read");
  const { diffId } = parseInput(diffIdInput, rawInput);
  const diff = await findDiff(ctx.db, diffId);
  if (!diff) throw notFound("comparison");
  return diff;
}
