import { inTransaction } from "#lib/database/transaction.ts";
import { admitPush } from "#lib/intake/admit-push.ts";
import { noteCheck } from "#lib/registries/note-check.ts";
import { openRegistry } from "#lib/registries/open-registry.ts";
import type { RegistryAccess } from "#lib/registries/access.ts";
import { listTags } from "#lib/registries/list-tags.ts";
import { resolveTag } from "#lib/registries/resolve-tag.ts";
import type { Policy } from "#lib/intake/rules/policy.ts";
import { planPoll, watchedImages, type WatchedImage } from "#lib/intake/rules/poll-plan.ts";
import type { Push } from "#lib/intake/rules/push.ts";
import {
  findImageTag,
  insertTags,
  lockImage,
  markPolled,
  saveTagDigest,
  saveTagsChecked,
  selectKnownImages,
  selectTagsOfImage,
  type KnownTag,
} from "#lib/intake/store-image-tags.ts";
import { selectEnabledPolicies } from "#lib/intake/store-policies.ts";
import type { Context } from "#lib/kernel/context.ts";

/**
 * Looks at the repositories that policies name, for pushes whose webhook was lost. What it finds goes the same way as a
 * delivery. One repository after the other, so that no registry is pressed; one that fails is noted and the others go on.
 */
export async function pollWatchedRepositories(ctx: Context): Promise<void> {
  const policies = await selectEnabledPolicies(ctx.db);
  const images = watchedImages(policies, await selectKnownImages(ctx.db));
  for (const image of images) {
    try {
      await pollImage(ctx, policies, image);
    } catch (error) {
      ctx.log.error({ err: error, image: image.name }, "A repository could not be polled; it will be tried again.");
    }
  }
}

async function pollImage(ctx: Context, policies: readonly Policy[], image: WatchedImage): Promise<void> {
  const access = await openRegistry(ctx, image.registryHost);
  const listed = await listTags(ctx, access, image.repository);
  await noteCheck(ctx, image.registryHost, listed);
  if (listed.kind !== "tags") return;

  const known = await selectTagsOfImage(ctx.db, image.name);
  const plan = planPoll({ policies, image, listed, known });
  const now = ctx.clock.now();
  const isFirst = await inTransaction(ctx, async (tx) => {
    const wasPolled = await markPolled(tx, image.name, now);
    // At the first sight of a repository what it holds is how things are, and no news.
    await insertTags(tx, image.name, wasPolled ? plan.baseline : [...plan.baseline, ...plan.newTags], now);
    return !wasPolled;
  });
  if (!isFirst) for (const tag of plan.newTags) await checkTag(ctx, policies, { access, image, tag, known: null });
  for (const tag of plan.toCheck) await checkTag(ctx, policies, { access, image, tag: tag.tag, known: tag });
}

interface TagCheck {
  access: RegistryAccess;
  image: WatchedImage;
  tag: string;
  known: KnownTag | null;
}

/** Compares what a tag points to with what we know, and treats a difference as a push. */
async function checkTag(ctx: Context, policies: readonly Policy[], check: TagCheck): Promise<void> {
  const { access, image, tag, known } = check;
  const question = { repository: image.repository, tag, knownDigest: known?.digest ?? null };
  const outcome = await resolveTag(ctx, access, question);
  await noteCheck(ctx, image.registryHost, outcome);
  if (outcome.kind !== "found") {
    // The one that was asked longest ago comes first next time, so an answer of any kind puts it last.
    await saveTagsChecked(ctx.db, image.name, [tag], ctx.clock.now());
    return;
  }
  const { digest } = outcome;
  await inTransaction(ctx, async (tx) => {
    await lockImage(tx, image.name);
    const current = await findImageTag(tx, image.name, tag);
    // A webhook was faster, or this is the first look at a tag that was there before us.
    if (known !== null && (known.digest === null || current?.digest !== known.digest)) {
      if (current?.digest == null) await saveTagDigest(tx, { image: image.name, tag, digest }, ctx.clock.now());
      return;
    }
    const push: Push = {
      registryHost: image.registryHost,
      repository: image.repository,
      tag,
      digest,
      pushedAt: ctx.clock.now().toISOString(),
      actor: null,
    };
    const verdict = await admitPush(ctx, tx, policies, push, { trust: "poll", deliveryId: null, isReplay: false });
    // Ignored for good reasons: remembered, so that it is not found anew in every round.
    if (verdict.outcome === "ignored") await saveTagDigest(tx, { image: image.name, tag, digest }, ctx.clock.now());
  });
}
