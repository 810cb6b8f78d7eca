import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { ensureVersionForTag } from "#lib/products/ensure-version.ts";
import { describeDeprecation } from "#lib/products/rules/deprecation.ts";
import { findDeprecation } from "#lib/products/store-versions.ts";
import { cancelLocked } from "#lib/rollouts/cancel.ts";
import { recordRolloutEvent } from "#lib/rollouts/record-events.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { findOpenHold } from "#lib/rollouts/store-holds.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import { findNewer, queueUp, saveRelease, selectSuperseded } from "#lib/rollouts/store-write.ts";

/**
 * Pins a pending rollout to the digest that the registry reports. A release that is held or deprecated ends the rollout.
 * Does nothing where the digest is known already or the rollout is over: somebody was faster.
 */
export async function confirmRelease(
  ctx: Context,
  tx: Transaction,
  { id }: { id: string },
  { digest, mediaType }: { digest: string; mediaType: string },
): Promise<void> {
  const rollout = await lockRollout(tx, id);
  if (rollout.digest !== null || rollout.status !== "pending") return;
  recordRolloutEvent(ctx, tx, rollout, "rollout_confirmed", { number: rollout.number, digest, mediaType });
  await settleRelease(ctx, tx, rollout, digest);
}

/** Writes the digest of a rollout, names its version, and ends the older rollouts that it takes the place of. */
export async function settleRelease(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  digest: string,
): Promise<void> {
  const hold = await findOpenHold(tx, rollout.productId, digest);
  const version = hold === null ? await ensureVersionForTag(ctx, tx, { ...rollout, digest }) : null;
  await saveRelease(tx, rollout.id, { digest, toVersion: version?.version ?? rollout.toVersion }, ctx.clock.now());
  if (hold !== null) {
    await cancelLocked(ctx, tx, rollout, `This release is held: ${hold.reason}`);
    return;
  }
  const deprecation = await findDeprecation(tx, { ...rollout, digest });
  if (deprecation !== null) {
    await cancelLocked(ctx, tx, rollout, describeDeprecation(deprecation));
    return;
  }
  await supersede(ctx, tx, rollout);
}

/** A newer release of the same product under the same policy ends the older ones; a rollback under way goes on. */
async function supersede(ctx: Context, tx: Transaction, rollout: RolloutRecord): Promise<void> {
  // One at a time: two that are confirmed at once would not see each other, and both would run.
  await queueUp(tx, rollout);
  const newer = await findNewer(tx, rollout);
  if (newer !== null) {
    await cancelLocked(ctx, tx, rollout, `superseded by #${newer}`);
    return;
  }
  for (const olderId of await selectSuperseded(tx, rollout)) {
    await cancelLocked(ctx, tx, await lockRollout(tx, olderId), `superseded by #${rollout.number}`);
  }
}
