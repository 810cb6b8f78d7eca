import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireVersion } from "#lib/products/get-version.ts";
import { refreshOffers } from "#lib/products/store-offers.ts";
import { lockVersionRow } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";
import { holdVersionInput, releaseVersionInput } from "#lib/rollouts/input.ts";
import { releaseHold } from "#lib/rollouts/release-hold.ts";
import { findOpenHold, insertHold } from "#lib/rollouts/store-holds.ts";

/**
 * Holds what a version consists of: nobody is offered it, and its rollouts stop, until somebody releases it. Holding it
 * twice changes nothing. What is held is the content, as for a release that was rolled back.
 */
export async function holdVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { versionId, reason } = parseInput(holdVersionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const version = await lockVersionRow(tx, versionId);
    if (!version) throw notFound("version");
    if (version.digest === null) {
      throw new DomainError("WRONG_STATE", `${version.version} has no content yet that could be held.`);
    }
    await holdLockedVersion(ctx, tx, { ...version, digest: version.digest }, reason);
    return requireVersion(tx, versionId);
  });
}

/** Holds a version that the caller has locked. */
export async function holdLockedVersion(
  ctx: Context,
  tx: Transaction,
  { productId, digest, version: tag }: VersionView & { digest: string },
  reason: string,
): Promise<void> {
  const draft = { productId, digest, tag, rolloutId: null, reason, heldBy: toActorView(ctx.actor) };
  const holdId = await insertHold(tx, draft, ctx.clock.now());
  if (holdId === null) return;
  await refreshOffers(tx, { productId, digest });
  recordEvent(ctx, tx, {
    type: "release_held",
    subject: { kind: "product", id: productId },
    productId,
    data: { holdId, digest, tag, reason },
  });
}

/** Lets what a version consists of go again. Releasing what is not held changes nothing. */
export async function releaseVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { versionId, reason } = parseInput(releaseVersionInput, rawInput);

  const { productId, digest } = await requireVersion(ctx.db, versionId);
  const open = digest === null ? null : await findOpenHold(ctx.db, productId, digest);
  if (open) await releaseHold(ctx, { productId, holdId: open.id, ...(reason !== undefined && { reason }) });
  return requireVersion(ctx.db, versionId);
}
