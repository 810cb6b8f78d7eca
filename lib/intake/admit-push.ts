import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { createRolloutWithDeployment } from "#lib/deployments/create-for-rollout.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { RolloutDraft } from "#lib/rollouts/create.ts";
import { isRegistryKnown, unknownRegistryReason } from "#lib/intake/known-registry.ts";
import { choosePolicy, type Choice } from "#lib/intake/rules/choose-policy.ts";
import { judgeProgress } from "#lib/intake/rules/newer-version.ts";
import { settingsOf, type Policy } from "#lib/intake/rules/policy.ts";
import type { Push } from "#lib/intake/rules/push.ts";
import { firstAskAt, joinedAskAt } from "#lib/intake/rules/resolve-plan.ts";
import type { PushVerdict, Trust } from "#lib/intake/rules/verdict.ts";
import { findImageTag, saveTagRollout } from "#lib/intake/store-image-tags.ts";
import {
  countWaitingHints,
  findRolloutBrief,
  findWaitingRollout,
  saveResolveAt,
  saveWait,
  selectTagsOfPolicy,
  type RolloutBrief,
} from "#lib/intake/store-waiting.ts";
import type { Context } from "#lib/kernel/context.ts";
import { ensureProductForImage } from "#lib/products/ensure-product.ts";
import { formatImageName } from "#lib/products/rules/image.ts";
import { describeDeprecation } from "#lib/products/rules/deprecation.ts";
import { findProductByImage } from "#lib/products/store.ts";
import { findDeprecation } from "#lib/products/store-versions.ts";
import { findOpenHold } from "#lib/rollouts/store-holds.ts";

export interface PushOrigin {
  trust: Trust;
  deliveryId: string | null;
  /** A person asked for it again, so that an earlier try which came to nothing does not count. */
  isReplay: boolean;
}

/** Unsigned deliveries may make us ask, but not for anything a stranger can think of. */
const WAITING_HINTS_MAX = 20;

/**
 * Decides about one pushed tag and, where a policy wants it, makes the rollout. The caller holds the image's lock
 * (lockImage), so that of any number of equal pushes one makes the rollout and the others find it.
 */
export async function admitPush(
  ctx: Context,
  tx: Transaction,
  policies: readonly Policy[],
  push: Push,
  origin: PushOrigin,
): Promise<PushVerdict> {
  const choice = choosePolicy(policies, push, push.tag);
  if (!choice.chosen) return ignored(choice.reason);
  const joined = await joinWaiting(ctx, tx, push, origin.trust);
  if (joined) return joined;
  const repeated = await judgeRepeat(ctx, tx, push, origin);
  if (repeated) return repeated;
  const { imagePattern: pattern } = choice.chosen;
  const isKnown = await isRegistryKnown(ctx, tx, push, { pattern, trust: origin.trust });
  const objection = await objectionTo(tx, choice.chosen, { push, origin, isKnown });
  if (objection) return ignored(objection);
  return makeRollout(ctx, tx, { ...choice, chosen: choice.chosen }, { push, origin, isKnown });
}

/**
 * A rollout that still waits for the registry takes in every push of its tag: what counts is what the tag points to
 * when the registry is asked. Null where none waits.
 */
export async function joinWaiting(
  ctx: Context,
  tx: Transaction,
  push: Push,
  trust: Trust,
): Promise<PushVerdict | null> {
  const waiting = await findWaitingRollout(tx, formatImageName(push), push.tag);
  if (!waiting) return null;
  const askAt = joinedAskAt(waiting, { hasDigest: push.digest !== null, isHint: trust === "hint" }, ctx.clock.now());
  if (askAt) await saveResolveAt(tx, waiting.id, askAt);
  return {
    outcome: "duplicate",
    rolloutId: waiting.id,
    reason: `duplicate: rollout #${waiting.number} already waits for what the registry says about this tag.`,
  };
}

/** Compares with what the tag points to now, not with all history: a tag set back to an older digest is news. */
async function judgeRepeat(ctx: Context, tx: Transaction, push: Push, origin: PushOrigin): Promise<PushVerdict | null> {
  const known = await findImageTag(tx, formatImageName(push), push.tag);
  if (!known?.digest || !known.rolloutId) return null;
  const earlier = await findRolloutBrief(tx, known.rolloutId);
  if (!earlier || (origin.isReplay && hasComeToNothing(earlier))) return null;
  if (push.digest === known.digest) {
    // It was taken back: whether it may come again is asked of its hold.
    if (earlier.status === "rolledBack") return null;
    const reason = `duplicate: the tag points to this digest already, see rollout #${earlier.number}.`;
    return { outcome: "duplicate", rolloutId: earlier.id, reason };
  }
  if (push.digest !== null) return null;
  return {
    outcome: "lookup",
    rolloutId: null,
    reason: "The body names no digest; the registry is asked whether the tag has moved.",
    lookupAt: firstAskAt({ hasDigest: false }, ctx.clock.now()).toISOString(),
    attempts: 0,
  };
}

function hasComeToNothing(rollout: RolloutBrief): boolean {
  return ["cancelled", "failed", "rolledBack"].includes(rollout.status);
}

/** A push with what was found out about it. */
interface Admitted {
  push: Push;
  origin: PushOrigin;
  /** Its registry may be asked. */
  isKnown: boolean;
}

async function objectionTo(
  tx: Transaction,
  policy: Policy,
  { push, origin, isKnown }: Admitted,
): Promise<string | null> {
  const image = formatImageName(push);
  const productId = policy.productId ?? (await findProductByImage(tx, image))?.id;
  const deprecation = productId === undefined ? null : await findDeprecation(tx, { ...push, productId });
  if (deprecation !== null) return `deprecated: ${describeDeprecation(deprecation)}`;
  if (push.digest !== null && productId !== undefined) {
    const hold = await findOpenHold(tx, productId, push.digest);
    if (hold) {
      return `held: this digest was rolled back (${hold.reason}). An operator can release it: POST /api/v1/products/${productId}/holds/${hold.id}/release`;
    }
  }
  const progress = judgeProgress(policy.tagRule, push.tag, await selectTagsOfPolicy(tx, policy.id, image));
  if (!progress.forward) return progress.reason;
  if (origin.trust === "hint" && (await countWaitingHints(tx, policy.id, isKnown)) >= WAITING_HINTS_MAX) {
    return `too-many-hints: ${WAITING_HINTS_MAX} unsigned pushes wait for the registry already. Set a webhook secret.`;
  }
  return null;
}

async function makeRollout(
  ctx: Context,
  tx: Transaction,
  choice: Choice<Policy> & { chosen: Policy },
  { push, origin, isKnown }: Admitted,
): Promise<PushVerdict> {
  const now = ctx.clock.now();
  const { chosen: policy } = choice;
  const image = formatImageName(push);
  const productId = policy.productId ?? (await ensureProductForImage(ctx, tx, image)).id;
  const resolveAt = isKnown ? firstAskAt({ hasDigest: push.digest !== null }, now) : null;

  const draft: RolloutDraft = {
    productId,
    policyId: policy.id,
    image,
    tag: push.tag,
    digest: null,
    strategy: policy.updateStrategy,
    settings: settingsOf(policy),
    choice: { policyId: policy.id, policy: policy.name, reason: choice.reason, others: choice.others, ...origin },
    resolveAt,
    createdBy: toActorView(ctx.actor),
  };
  const trigger = { kind: "policy", id: policy.id, name: policy.name } as const;
  const rollout = await createRolloutWithDeployment(ctx, tx, draft, trigger);
  const statusReason = isKnown
    ? `resolving: ${push.registryHost} is asked what the tag ${push.tag} points to.`
    : unknownRegistryReason(push.registryHost);
  await saveWait(tx, rollout.id, { resolveAt, resolveAttempts: 0, statusReason }, now);
  await saveTagRollout(tx, { image, tag: push.tag, rolloutId: rollout.id }, now);
  recordEvent(ctx, tx, {
    type: "policy_matched",
    subject: { kind: "policy", id: policy.id },
    rolloutId: rollout.id,
    productId,
    data: { policy: policy.name, image, tag: push.tag, digest: push.digest, reason: choice.reason, ...origin },
  });
  return { outcome: "rollout", rolloutId: rollout.id, reason: null };
}

function ignored(reason: string): PushVerdict {
  return { outcome: "ignored", rolloutId: null, reason };
}
