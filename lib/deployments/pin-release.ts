import { reachOf } from "#lib/access/rules/actor.ts";
import { reachesEnvironment } from "#lib/access/rules/reach.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { DeployedRelease } from "#lib/deployments/rules/deployment.ts";
import { findTag, isVerified, selectArtifacts } from "#lib/deployments/store.ts";
import { environmentBefore } from "#lib/environments/rules/environment.ts";
import { selectLine, type EnvironmentRecord } from "#lib/environments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { describeDeprecation } from "#lib/products/rules/deprecation.ts";
import { findDeprecation, findVersionId, findVersionRow } from "#lib/products/store-versions.ts";
import type { ProductView, VersionView } from "#lib/products/view.ts";

/** Finds a product's version by its number or id. Throws NOT_FOUND. */
export async function requireVersion(db: Queryable, product: ProductView, version: string): Promise<VersionView> {
  const id = await findVersionId(db, product.id, version);
  const found = id === null ? null : await findVersionRow(db, id);
  if (found === null) throw notFound(`version of ${product.slug}`);
  return found;
}

/** Says exactly what a version is now. Throws IMPOSSIBLE for one that nobody is to be offered, or that is empty. */
export async function pinRelease(db: Queryable, product: ProductView, version: VersionView): Promise<DeployedRelease> {
  const { digest } = version;
  if (digest === null) {
    throw impossible(
      product.kind === "image"
        ? `Nobody knows yet which image ${product.slug} ${version.version} is: push it, or name its digest.`
        : `${product.slug} ${version.version} has no files: upload them first.`,
    );
  }
  const deprecation = await findDeprecation(db, { productId: product.id, tag: version.version, digest });
  if (deprecation !== null) throw impossible(describeDeprecation(deprecation));
  if (version.isHeld) throw impossible(`${product.slug} ${version.version} is held back. Release it first.`);
  return {
    image: product.kind === "image" ? (product.image ?? product.slug) : product.slug,
    tag: (await findTag(db, product.id, digest)) ?? version.version,
    digest,
    version: version.version,
    artifacts: await selectArtifacts(db, version.id),
  };
}

/** Throws CONFLICT where a version holds something else by now than what was verified. */
export function refuseOther(
  release: DeployedRelease,
  verified: { digest: string | null; artifacts: readonly { id: string; sha256: string }[] },
): void {
  const nameAll = (artifacts: readonly { sha256: string }[]) =>
    artifacts
      .map(({ sha256 }) => sha256)
      .sort()
      .join();
  if (release.digest === verified.digest && nameAll(release.artifacts) === nameAll(verified.artifacts)) return;
  throw new DomainError(
    "CONFLICT",
    `${release.version} is not what was verified any more: it was ${verified.digest ?? "nothing"} and is ${release.digest ?? "nothing"}.`,
  );
}

/** Throws IMPOSSIBLE for a version that was not verified in the environment before this one. */
export async function refuseUnverified(
  { actor }: Pick<Context, "actor">,
  db: Queryable,
  environment: EnvironmentRecord,
  product: ProductView,
  version: VersionView,
): Promise<void> {
  const before = environmentBefore(await selectLine(db), environment);
  if (before === null || (await isVerified(db, before.id, { versionId: version.id, digest: version.digest }))) return;
  const there = reachesEnvironment(reachOf(actor), before.id) ? before.name : "the environment before it";
  throw impossible(
    `${product.slug} ${version.version} has not passed ${there} yet. ${environment.name} only takes what was verified there.`,
  );
}

function impossible(message: string): DomainError {
  return new DomainError("IMPOSSIBLE", message, { errors: [{ path: "version", message }] });
}
