import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { settleRelease } from "#lib/rollouts/confirm-release.ts";
import { recordRolloutEvent } from "#lib/rollouts/record-events.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import { insertRollout, type NewRollout } from "#lib/rollouts/store-write.ts";

/** Without a time it starts as soon as its strategy lets it. */
export type RolloutDraft = Omit<NewRollout, "scheduledAt"> & Partial<Pick<NewRollout, "scheduledAt">>;

/**
 * Makes a rollout inside the caller's transaction; who may do that is the caller's question. Until the digest is known
 * it ends no other rollout: what was pushed is only a claim, and a false one must not stop a release that is good.
 */
export async function createRollout(ctx: Context, tx: Transaction, draft: RolloutDraft): Promise<RolloutRecord> {
  const { digest, scheduledAt = null } = draft;
  const { id } = await insertRollout(tx, { ...draft, scheduledAt }, ctx.clock.now());
  const rollout = await lockRollout(tx, id);
  recordRolloutEvent(ctx, tx, rollout, "rollout_created", {
    number: rollout.number,
    product: rollout.productSlug,
    image: rollout.image,
    tag: rollout.tag,
    digest,
    policyId: rollout.policyId,
    policy: rollout.policyName,
    strategy: rollout.strategy,
    choice: rollout.choice,
    ...(rollout.strategy === "manual" && { missingApprovals: 1 }),
    ...(scheduledAt !== null && { scheduledAt: scheduledAt.toISOString() }),
  });
  if (digest !== null) await settleRelease(ctx, tx, rollout, digest);
  return lockRollout(tx, id);
}
