import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { isRegistryKnown, unknownRegistryReason } from "#lib/intake/known-registry.ts";
import { noteCheck } from "#lib/registries/note-check.ts";
import { openRegistry } from "#lib/registries/open-registry.ts";
import { resolveTag } from "#lib/registries/resolve-tag.ts";
import { normalizeReference, type ImageReference } from "#lib/registries/rules/image-reference.ts";
import { judgeProgress } from "#lib/intake/rules/newer-version.ts";
import type { TagOutcome } from "#lib/registries/rules/registry-answer.ts";
import { planResolve, reasonKind, type ResolvePlan } from "#lib/intake/rules/resolve-plan.ts";
import type { Trust } from "#lib/intake/rules/verdict.ts";
import { findImageTag, lockImage, saveTagDigest } from "#lib/intake/store-image-tags.ts";
import { findPolicyRow } from "#lib/intake/store-policies.ts";
import { findConfirmedTwin, findNewerConfirmed, saveWait, selectTagsOfPolicy } from "#lib/intake/store-waiting.ts";
import type { Context } from "#lib/kernel/context.ts";
import { cancelLocked } from "#lib/rollouts/cancel.ts";
import { confirmRelease } from "#lib/rollouts/confirm-release.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { findRolloutRecord, lockRollout } from "#lib/rollouts/store-read.ts";

/**
 * Asks the registry what a waiting rollout's tag points to, and then pins the rollout, cancels it, or says why it goes on
 * waiting. Does nothing where it is not due, not waiting any more, or somebody else was faster. The registry is asked
 * outside of any transaction.
 */
export async function resolvePendingRollout(ctx: Context, rolloutId: string): Promise<void> {
  const rollout = await findRolloutRecord(ctx.db, rolloutId);
  if (!rollout || !isDue(rollout, ctx.clock.now())) return;
  const reference = normalizeReference(rollout.image);
  if (!reference) throw new Error(`Rollout ${rolloutId} is of an image that has no valid name.`);

  const outcome = await ask(ctx, rollout, reference);
  if (outcome) await noteCheck(ctx, reference.registryHost, outcome);
  await inTransaction(ctx, async (tx) => {
    // Before the rollout's row, as deliveries do; otherwise the two could wait for each other.
    await lockImage(tx, rollout.image);
    const locked = await lockRollout(tx, rolloutId);
    if (!isSameQuestion(rollout, locked)) return;
    await carryOut(ctx, tx, locked, outcome === null ? notKnown(reference) : plan(ctx, locked, reference, outcome));
  });
}

function isDue(rollout: RolloutRecord, now: Date): boolean {
  const isWaiting = rollout.status === "pending" && rollout.digest === null;
  return isWaiting && rollout.resolveAt !== null && rollout.resolveAt <= now;
}

/** A push that came meanwhile may have moved the time: then the answer is old, and the registry is asked once more. */
function isSameQuestion(before: RolloutRecord, now: RolloutRecord): boolean {
  return now.status === "pending" && now.digest === null && now.resolveAt?.getTime() === before.resolveAt?.getTime();
}

/** Null where the registry may not be asked. */
async function ask(ctx: Context, rollout: RolloutRecord, reference: ImageReference): Promise<TagOutcome | null> {
  if (!(await mayAsk(ctx, rollout, reference))) return null;
  const access = await openRegistry(ctx, reference.registryHost);
  return resolveTag(ctx, access, { repository: reference.repository, tag: rollout.tag });
}

/** A person who starts a rollout by hand names its registry; a delivery does not. */
async function mayAsk(ctx: Context, rollout: RolloutRecord, reference: ImageReference): Promise<boolean> {
  const trust = trustOf(rollout);
  if (trust === null) return true;
  const policy = rollout.policyId === null ? null : await findPolicyRow(ctx.db, rollout.policyId);
  return isRegistryKnown(ctx, ctx.db, reference, { pattern: policy?.imagePattern ?? "", trust });
}

/** Null means that the rollout was not made by a push. */
function trustOf(rollout: RolloutRecord): Trust | null {
  const trust = rollout.choice?.trust;
  return trust === "authentic" || trust === "hint" || trust === "poll" ? trust : null;
}

function notKnown({ registryHost }: ImageReference): ResolvePlan {
  return { kind: "wait", reason: unknownRegistryReason(registryHost), retryAt: null, attempts: 0 };
}

function plan(ctx: Context, rollout: RolloutRecord, reference: ImageReference, outcome: TagOutcome): ResolvePlan {
  return planResolve({
    outcome,
    tag: rollout.tag,
    registryHost: reference.registryHost,
    previousReason: rollout.statusReason,
    previousAttempts: rollout.resolveAttempts,
    now: ctx.clock.now(),
    chance: Math.random(),
  });
}

async function carryOut(ctx: Context, tx: Transaction, rollout: RolloutRecord, next: ResolvePlan): Promise<void> {
  switch (next.kind) {
    case "confirm":
      return confirm(ctx, tx, rollout, next);
    case "cancel":
      return cancelLocked(ctx, tx, rollout, next.reason);
    case "wait":
      return wait(ctx, tx, rollout, next);
  }
}

async function confirm(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  release: { digest: string; mediaType: string },
): Promise<void> {
  const objection = trustOf(rollout) === null ? null : await objectionTo(tx, rollout, release.digest);
  const { image, tag } = rollout;
  // A rollout that is cancelled here leaves the tag to the one that it repeats.
  const rolloutId = objection === null ? rollout.id : undefined;
  await saveTagDigest(tx, { image, tag, digest: release.digest, ...(rolloutId && { rolloutId }) }, ctx.clock.now());
  if (objection === null) await confirmRelease(ctx, tx, rollout, release);
  else await cancelLocked(ctx, tx, rollout, objection);
}

/** What is known now and was not when the push arrived. */
async function objectionTo(tx: Transaction, rollout: RolloutRecord, digest: string): Promise<string | null> {
  const known = await findImageTag(tx, rollout.image, rollout.tag);
  const twin = known?.digest === digest ? await findConfirmedTwin(tx, rollout, digest) : null;
  if (twin) return `duplicate: the tag points to what rollout #${twin.number} rolls out.`;
  if (known?.digest === digest && isMereHint(rollout))
    return "duplicate: the tag has not moved since it was last looked at.";
  if (rollout.policyId === null) return null;
  const policy = await findPolicyRow(tx, rollout.policyId);
  if (policy?.tagRule?.kind === "semver") {
    const others = await selectTagsOfPolicy(tx, policy.id, rollout.image, rollout.id);
    const progress = judgeProgress(policy.tagRule, rollout.tag, others);
    return progress.forward ? null : progress.reason;
  }
  const newer = await findNewerConfirmed(tx, rollout);
  return newer && `superseded by #${newer.number}`;
}

/** Otherwise anybody could bring back an old release by naming its tag. A person who replays the delivery means it. */
function isMereHint(rollout: RolloutRecord): boolean {
  return trustOf(rollout) === "hint" && rollout.choice?.isReplay !== true;
}

async function wait(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  { reason, retryAt, attempts }: Extract<ResolvePlan, { kind: "wait" }>,
): Promise<void> {
  const saved = { resolveAt: retryAt, resolveAttempts: attempts, statusReason: reason };
  await saveWait(tx, rollout.id, saved, ctx.clock.now());
  // The same trouble once more is no news.
  if (reasonKind(reason) === reasonKind(rollout.statusReason)) return;
  recordEvent(ctx, tx, {
    type: "rollout_waiting",
    subject: { kind: "rollout", id: rollout.id },
    rolloutId: rollout.id,
    productId: rollout.productId,
    data: { number: rollout.number, reason, retryAt: retryAt?.toISOString() ?? null },
  });
}
