import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { admitPush } from "#lib/intake/admit-push.ts";
import { isRegistryKnown } from "#lib/intake/known-registry.ts";
import { noteCheck } from "#lib/registries/note-check.ts";
import { openRegistry } from "#lib/registries/open-registry.ts";
import { resolveTag } from "#lib/registries/resolve-tag.ts";
import { choosePolicy } from "#lib/intake/rules/choose-policy.ts";
import type { TagOutcome } from "#lib/registries/rules/registry-answer.ts";
import { planResolve } from "#lib/intake/rules/resolve-plan.ts";
import { sumUp, type JudgedPush, type PushVerdict, type Trust } from "#lib/intake/rules/verdict.ts";
import { findDeliveryRecord, lockDelivery, saveVerdict, type DeliveryRecord } from "#lib/intake/store-deliveries.ts";
import { findImageTag, lockImage } from "#lib/intake/store-image-tags.ts";
import { selectEnabledPolicies } from "#lib/intake/store-policies.ts";
import type { Context } from "#lib/kernel/context.ts";
import { formatImageName } from "#lib/products/rules/image.ts";

type Lookup = JudgedPush & { outcome: "lookup" };

/** Longer outages are left to the poll: the delivery was only a hint that something may have changed. */
const ATTEMPTS_MAX = 12;

/**
 * Asks the registry about the pushes of a delivery that named no digest and whose tag was rolled out before: it has
 * moved, or the delivery told nothing new. The registry is asked outside of any transaction.
 */
export async function resolveLookups(ctx: Context, deliveryId: string): Promise<void> {
  const delivery = await findDeliveryRecord(ctx.db, deliveryId);
  const now = ctx.clock.now();
  const due = delivery?.pushes.filter((push): push is Lookup => isDueLookup(push, now)) ?? [];
  for (const push of due) {
    const outcome = await ask(ctx, push, trustOf(delivery));
    await inTransaction(ctx, (tx) => judge(ctx, tx, { deliveryId, push, outcome }));
  }
}

function isDueLookup(push: JudgedPush, now: Date): boolean {
  return push.outcome === "lookup" && new Date(push.lookupAt) <= now;
}

function trustOf(delivery: DeliveryRecord | null): Trust {
  return delivery?.authenticity === "none" ? "hint" : "authentic";
}

/** Null where the registry may not be asked (any more). */
async function ask(ctx: Context, push: Lookup, trust: Trust): Promise<TagOutcome | null> {
  const policy = choosePolicy(await selectEnabledPolicies(ctx.db), push, push.tag).chosen;
  if (!policy || !(await isRegistryKnown(ctx, ctx.db, push, { pattern: policy.imagePattern, trust }))) return null;
  const access = await openRegistry(ctx, push.registryHost);
  const outcome = await resolveTag(ctx, access, { repository: push.repository, tag: push.tag });
  await noteCheck(ctx, push.registryHost, outcome);
  return outcome;
}

async function judge(
  ctx: Context,
  tx: Transaction,
  { deliveryId, push, outcome }: { deliveryId: string; push: Lookup; outcome: TagOutcome | null },
): Promise<void> {
  await lockImage(tx, formatImageName(push));
  await lockDelivery(tx, deliveryId);
  const delivery = await findDeliveryRecord(tx, deliveryId);
  const place = delivery?.pushes.findIndex((other) => isSameLookup(other, push)) ?? -1;
  if (!delivery || place === -1) return;
  const pushes = delivery.pushes.with(place, {
    ...withoutVerdict(push),
    ...(await decide(ctx, tx, delivery, push, outcome)),
  });
  // What was ignored when the delivery came is told already; sumUp adds the reasons of the pushes.
  await saveVerdict(tx, deliveryId, pushes, sumUp(pushes, null));
}

function isSameLookup(other: JudgedPush, push: Lookup): boolean {
  return (
    formatImageName(other) === formatImageName(push) &&
    other.tag === push.tag &&
    other.outcome === "lookup" &&
    other.lookupAt === push.lookupAt
  );
}

function withoutVerdict({ registryHost, repository, tag, digest, pushedAt, actor }: JudgedPush) {
  return { registryHost, repository, tag, digest, pushedAt, actor };
}

async function decide(
  ctx: Context,
  tx: Transaction,
  delivery: DeliveryRecord,
  push: Lookup,
  outcome: TagOutcome | null,
): Promise<PushVerdict> {
  if (outcome === null) return ignored("no-policy: no enabled policy wants this any more.");
  if (outcome.kind === "found") {
    const known = await findImageTag(tx, formatImageName(push), push.tag);
    if (known?.digest === outcome.digest) {
      return { outcome: "duplicate", rolloutId: known.rolloutId, reason: "duplicate: the tag has not moved." };
    }
    const origin = { trust: trustOf(delivery), deliveryId: delivery.id, isReplay: delivery.replayOfId !== null };
    return admitPush(
      ctx,
      tx,
      await selectEnabledPolicies(tx),
      { ...withoutVerdict(push), digest: outcome.digest },
      origin,
    );
  }
  const { registryHost, tag, reason: previousReason, attempts: previousAttempts } = push;
  const now = ctx.clock.now();
  const plan = planResolve({
    outcome,
    tag,
    registryHost,
    previousReason,
    previousAttempts,
    now,
    chance: Math.random(),
  });
  if (plan.kind === "confirm") throw new Error("Only a digest that was found confirms.");
  if (plan.kind === "cancel" || plan.retryAt === null || plan.attempts >= ATTEMPTS_MAX) return ignored(plan.reason);
  const { reason, retryAt, attempts } = plan;
  return { outcome: "lookup", rolloutId: null, reason, lookupAt: retryAt.toISOString(), attempts };
}

function ignored(reason: string): PushVerdict {
  return { outcome: "ignored", rolloutId: null, reason };
}
