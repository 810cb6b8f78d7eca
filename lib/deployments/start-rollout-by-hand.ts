import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createRolloutWithDeployment } from "#lib/deployments/create-for-rollout.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { ensureProductForImage } from "#lib/products/ensure-product.ts";
import { isTag, normalizeImage } from "#lib/products/rules/image.ts";
import { parseVersionTag } from "#lib/products/rules/semver.ts";
import { describeDeprecation } from "#lib/products/rules/deprecation.ts";
import { findDeprecation, lockVersion } from "#lib/products/store-versions.ts";
import type { RolloutDraft } from "#lib/rollouts/create.ts";
import { startByHandInput } from "#lib/rollouts/input.ts";
import { showRollout } from "#lib/rollouts/show.ts";
import { findOpenHold } from "#lib/rollouts/store-holds.ts";
import { findPolicyForRollout, type PolicyForRollout } from "#lib/rollouts/store-policy.ts";
import type { NewRollout } from "#lib/rollouts/store-write.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/**
 * Starts a rollout that no push asked for, under the rules of a policy. Of an image without a digest the registry is
 * asked what the tag points to, and the rollout waits for the answer; of a product of files the tag is a version.
 */
export async function startRolloutByHand(ctx: Context, rawInput: unknown): Promise<RolloutView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { policyId, tag, image, digest, scheduledAt } = parseInput(startByHandInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const policy = await findPolicyForRollout(tx, policyId);
    if (policy === null) throw notFound("policy");
    const release = isOfFiles(policy)
      ? await findFilesRelease(tx, policy, tag)
      : await nameImageRelease(ctx, tx, policy, { tag, image, digest });
    await refuseDeprecated(tx, release);
    if (release.digest !== null) await refuseHeld(tx, release.productId, release.digest);

    const draft: RolloutDraft = {
      ...release,
      policyId,
      strategy: policy.strategy,
      settings: policy.settings,
      choice: { policyId, reason: "started by hand" },
      scheduledAt: scheduledAt ?? null,
      resolveAt: release.digest === null ? ctx.clock.now() : null,
      createdBy: toActorView(ctx.actor),
    };
    const rollout = await createRolloutWithDeployment(ctx, tx, draft, { kind: "manual", id: policyId });
    return showRollout(ctx, tx, rollout.id);
  });
}

/** What a rollout installs: `image` is an image's name, or the slug of a product of files. */
type NamedRelease = Pick<NewRollout, "productId" | "image" | "tag" | "digest">;

function isOfFiles(policy: PolicyForRollout): policy is PolicyOfFiles {
  return policy.productId !== null && policy.productKind !== "image";
}

type PolicyOfFiles = PolicyForRollout & { productId: string; productSlug: string };

/** A version of files is pinned to what it holds now; its files can not be changed once it was rolled out. */
async function findFilesRelease(tx: Transaction, policy: PolicyOfFiles, tag: string): Promise<NamedRelease> {
  const { productId, productSlug } = policy;
  const version = await lockVersion(tx, productId, parseVersionTag(tag)?.version ?? tag);
  if (version === null)
    throw badTag(`The product ${productSlug} has no version ${tag}: create it and upload its files.`);
  if (version.digest === null) throw badTag(`The version ${tag} of ${productSlug} has no files: upload them first.`);
  return { productId, image: productSlug, tag, digest: version.digest };
}

async function nameImageRelease(
  ctx: Context,
  tx: Transaction,
  policy: PolicyForRollout,
  { tag, image, digest }: { tag: string; image: string | undefined; digest: string | undefined },
): Promise<NamedRelease> {
  if (!isTag(tag)) throw badTag("This is no tag of an image: letters, digits, '_', '.' and '-', 128 at most.");
  const name = image === undefined ? imageOf(policy) : readImage(image);
  refuseForeignImage(policy, name);
  const productId = policy.productId ?? (await ensureProductForImage(ctx, tx, name)).id;
  return { productId, image: name, tag, digest: digest ?? null };
}

function badTag(message: string): DomainError {
  return new DomainError("INVALID_INPUT", message, { errors: [{ path: "tag", message }] });
}

function readImage(image: string): string {
  const name = normalizeImage(image);
  if (name === null) throw badImage("This is no name of an image, such as registry.example.com/team/app.");
  return name;
}

/**
 * Without an image in the request the policy must name just one: by its product, or by a pattern with a host and without
 * wildcards. A pattern without a host stands for the repository of that name on every registry.
 */
function imageOf(policy: PolicyForRollout): string {
  const name = policy.productImage ?? policy.imagePattern;
  if (normalizeImage(name) !== name)
    throw badImage(`The policy's pattern ${policy.imagePattern} stands for several images: name one.`);
  return name;
}

function refuseForeignImage(policy: PolicyForRollout, name: string): void {
  if (policy.productImage === null || policy.productImage === name) return;
  throw badImage(`This policy is for a product whose image is ${policy.productImage}.`);
}

function badImage(message: string): DomainError {
  return new DomainError("INVALID_INPUT", message, { errors: [{ path: "image", message }] });
}

async function refuseDeprecated(tx: Transaction, release: NamedRelease): Promise<void> {
  const deprecation = await findDeprecation(tx, release);
  if (deprecation === null) return;
  throw new DomainError("CONFLICT", describeDeprecation(deprecation), {
    errors: [{ path: "tag", message: describeDeprecation(deprecation) }],
  });
}

async function refuseHeld(tx: Transaction, productId: string, digest: string): Promise<void> {
  const hold = await findOpenHold(tx, productId, digest);
  if (hold === null) return;
  throw new DomainError("CONFLICT", `This release is held: ${hold.reason} Release it first.`);
}
