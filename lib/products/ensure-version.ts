import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isPrerelease, parseVersionTag, type SemanticVersion } from "#lib/products/rules/semver.ts";
import { insertVersion, lockVersion, saveDigest } from "#lib/products/store-versions.ts";

export interface TaggedImage {
  productId: string;
  tag: string;
  /** Null until the registry has said what the tag points to. */
  digest: string | null;
}

/**
 * Finds or makes the version that an image's tag names. Null means that the tag, with an optional leading v, is no
 * SemVer 2.0.0 version. Where the tag was moved, the version takes the new digest; rollouts keep the one they pinned.
 */
export async function ensureVersionForTag(
  ctx: Context,
  tx: Transaction,
  { productId, tag, digest }: TaggedImage,
): Promise<{ id: string; version: string } | null> {
  const parsed = parseVersionTag(tag);
  if (!parsed) return null;
  const { version } = parsed;

  const known = await lockVersion(tx, productId, version);
  if (known) {
    if (digest !== null && digest !== known.digest)
      await moveVersion(ctx, tx, { ...known, productId, version }, digest);
    return { id: known.id, version };
  }
  const id = await makeVersion(ctx, tx, { productId, digest }, parsed);
  // Null means that somebody made the version since we looked; then it is there now.
  return id === null ? ensureVersionForTag(ctx, tx, { productId, tag, digest }) : { id, version };
}

async function moveVersion(
  ctx: Context,
  tx: Transaction,
  known: { id: string; digest: string | null; productId: string; version: string },
  digest: string,
): Promise<void> {
  await saveDigest(tx, known, digest);
  recordEvent(ctx, tx, {
    type: "version_digest_changed",
    subject: { kind: "version", id: known.id },
    productId: known.productId,
    data: { version: known.version, from: known.digest, to: digest },
  });
}

async function makeVersion(
  ctx: Context,
  tx: Transaction,
  { productId, digest }: Pick<TaggedImage, "productId" | "digest">,
  version: SemanticVersion,
): Promise<string | null> {
  const id = await insertVersion(tx, {
    productId,
    version,
    digest,
    changelog: [],
    releaseNotes: "",
    isStable: !isPrerelease(version),
    releasedAt: ctx.clock.now(),
    releasedBy: toActorView(ctx.actor),
    metadata: {},
  });
  if (id === null) return null;
  recordEvent(ctx, tx, {
    type: "version_created",
    subject: { kind: "version", id },
    productId,
    data: { version: version.version, digest },
  });
  return id;
}
