import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import type { EnvironmentRecord } from "#lib/environments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { findVersionId, findVersionRow } from "#lib/products/store-versions.ts";
import type { ProductView, VersionView } from "#lib/products/view.ts";
import { findTargetInput } from "#lib/rollbacks/input.ts";
import type { TargetFoundBy } from "#lib/rollbacks/rules/plan.ts";
import { chooseTarget, describeNone, type Candidate, type Target } from "#lib/rollbacks/rules/target.ts";
import {
  findDeploymentSource,
  findLastHealthy,
  findMostRun,
  findNewestRelease,
  findRolloutSource,
  type Source,
} from "#lib/rollbacks/store-targets.ts";
import type { TargetView } from "#lib/rollbacks/view.ts";

interface Wish {
  deploymentId?: string | undefined;
  rolloutId?: string | undefined;
  productId?: string | undefined;
  environmentId?: string | undefined;
  fromVersion?: string | undefined;
  toVersion?: string | undefined;
}

/** What is taken back, where, and to what it could be. */
export interface FoundPlace {
  product: ProductView;
  environment: EnvironmentRecord | null;
  deployment: { id: string; number: number } | null;
  rollout: { id: string; number: number } | null;
  deviceFilter: DeviceFilter;
  from: VersionView;
  candidates: Candidate[];
  target: Target;
}

/** Says to what one would go back, and why not to something else. Changes nothing. */
export async function showTarget(ctx: Context, rawInput: unknown): Promise<TargetView> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { product, environment, from, candidates, target } = await findPlace(
    ctx.db,
    parseInput(findTargetInput, rawInput),
  );
  return {
    product: { id: product.id, slug: product.slug, name: product.name },
    environment: environment && { id: environment.id, slug: environment.slug, name: environment.name },
    from: { id: from.id, version: from.version },
    target: target.kind === "found" ? target.candidate : null,
    candidates,
  };
}

/** Finds what is taken back and its candidates. Throws NOT_FOUND for what is named and not there. */
export async function findPlace(db: Queryable, wish: Wish): Promise<FoundPlace> {
  const source = await findSource(db, wish);
  const product = await requireProduct(db, source.productId);
  const environment = source.environmentId === null ? null : await requireEnvironment(db, source.environmentId);
  const from = await requireFrom(db, product, source, wish.fromVersion);
  const candidates = await findCandidates(db, product, source, from, wish.toVersion);
  return {
    product,
    environment,
    deployment: source.deployment,
    rollout: source.rollout,
    deviceFilter: environment?.deviceFilter ?? source.deviceFilter ?? {},
    from,
    candidates,
    target: chooseTarget(candidates),
  };
}

/** Throws IMPOSSIBLE with what was tried where there is nothing to go back to. */
export function requireTarget({ target }: FoundPlace): Candidate {
  if (target.kind === "found") return target.candidate;
  const message = describeNone(target.tried);
  throw new DomainError("IMPOSSIBLE", message, { errors: [{ path: "toVersion", message }] });
}

async function findSource(db: Queryable, wish: Wish): Promise<Source> {
  if (wish.deploymentId !== undefined) {
    const source = await findDeploymentSource(db, wish.deploymentId);
    if (source === null) throw notFound("deployment");
    return source;
  }
  if (wish.rolloutId !== undefined) {
    const source = await findRolloutSource(db, wish.rolloutId);
    if (source === null) throw notFound("rollout");
    return source;
  }
  return findNewestSource(db, wish);
}

/** What runs of a product where nobody named a deployment or a rollout. */
async function findNewestSource(db: Queryable, wish: Wish): Promise<Source> {
  const product = await requireProduct(db, wish.productId ?? "");
  const environment = wish.environmentId === undefined ? null : await requireEnvironment(db, wish.environmentId);
  const newest = await findNewestRelease(db, product.id, environment?.id ?? null);
  const isMeant = newest !== null && (await isNamed(db, product.id, wish.fromVersion, newest.versionId));
  // Over all devices, so only where nobody has said what is taken back.
  const mayLook = environment === null && wish.fromVersion === undefined;
  return {
    productId: product.id,
    environmentId: environment?.id ?? null,
    // Without an environment it is taken back everywhere, not only where it was deployed last.
    deployment: isMeant && environment !== null ? newest.deployment : null,
    rollout: null,
    versionId: newest?.versionId ?? (mayLook ? await findMostRun(db, product.id, product.slug) : null),
    before: isMeant ? newest.before : null,
    deviceFilter: null,
  };
}

async function isNamed(
  db: Queryable,
  productId: string,
  named: string | undefined,
  versionId: string,
): Promise<boolean> {
  return named === undefined || (await findVersionId(db, productId, named)) === versionId;
}

async function requireFrom(
  db: Queryable,
  product: ProductView,
  source: Source,
  named: string | undefined,
): Promise<VersionView> {
  const id = named === undefined ? source.versionId : await findVersionId(db, product.id, named);
  const found = id === null ? null : await findVersionRow(db, id);
  if (found !== null) return found;
  if (named !== undefined) throw notFound(`version of ${product.slug}`);
  const message = "Nobody knows what runs there. Name the version that is to be taken back.";
  throw new DomainError("IMPOSSIBLE", message, { errors: [{ path: "fromVersion", message }] });
}

async function findCandidates(
  db: Queryable,
  product: ProductView,
  source: Source,
  from: VersionView,
  named: string | undefined,
): Promise<Candidate[]> {
  const found: [TargetFoundBy, string | null][] = [];
  if (named !== undefined) {
    const id = await findVersionId(db, product.id, named);
    if (id === null) throw notFound(`version of ${product.slug}`);
    found.push(["named", id]);
  }
  if (source.before !== null) {
    found.push(["beforeDeployment", await findVersionId(db, product.id, source.before)]);
  }
  const { productId, environmentId } = source;
  found.push(["lastHealthy", await findLastHealthy(db, { productId, environmentId, versionId: from.id })]);

  const candidates: Candidate[] = [];
  for (const [foundBy, id] of found) {
    const version = id === null ? null : await findVersionRow(db, id);
    if (version !== null)
      candidates.push({ foundBy, versionId: version.id, version: version.version, fault: faultOf(version, from) });
  }
  return candidates;
}

/** Says why a version is nothing to go back to, or null. */
function faultOf(version: VersionView, from: VersionView): string | null {
  if (version.id === from.id) return "is what is to be taken back";
  if (version.digest === null) return "has no content";
  if (version.digest === from.digest) return "has the same content";
  if (version.isHeld) return "is held back";
  return version.isDeprecated ? "is deprecated" : null;
}
