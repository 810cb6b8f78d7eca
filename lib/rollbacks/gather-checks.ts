import type { Queryable } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { findTag, selectArtifacts } from "#lib/deployments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { recheckMigrations } from "#lib/migration-guard/recheck.ts";
import { parseVersionTag } from "#lib/products/rules/semver.ts";
import { judgeChecks, type Check } from "#lib/rollbacks/rules/checks.ts";
import type { FreshFacts, PlanContent } from "#lib/rollbacks/rules/content.ts";
import { estimateDowntime, type Downtime } from "#lib/rollbacks/rules/downtime.ts";
import {
  readActive,
  readApiComparison,
  readBreaking,
  readDependents,
  readFloors,
  readImpact,
  readMigrations,
  readRecords,
  readUpdateTimes,
  readVersions,
  type CheckedPlace,
} from "#lib/rollbacks/store-facts.ts";

export interface Gathered extends FreshFacts {
  checks: Check[];
  downtime: Downtime | null;
}

type Wish = Pick<PlanContent, "product" | "environment" | "deviceFilter" | "from" | "to" | "batches" | "gates">;

/**
 * Looks at everything that speaks for or against a rollback: a few statements over all devices, and no lock. For a plan
 * that is there, and may be approved or carried out next, the product's own databases are asked again.
 */
export async function gatherChecks(ctx: Context, db: Queryable, planId: string | null, wish: Wish): Promise<Gathered> {
  const freshness = freshnessOf(ctx);
  const { product, environment, deviceFilter, from, to } = wish;
  const place: CheckedPlace = { planId, product, environmentId: environment?.id ?? null, deviceFilter, from, to };
  const versions = await readVersions(db, place);
  // Devices run what the version is now; the digest that was approved may be another one.
  const now: CheckedPlace = {
    ...place,
    from: { ...from, digest: versions.from.digest },
    to: { ...to, digest: versions.to.digest },
  };
  const impact = await readImpact(db, now, freshness);
  const way = { productId: product.id, fromVersionId: from.versionId, toVersionId: to.versionId };
  if (planId !== null) await recheckMigrations(ctx, way, planId);
  const checks = judgeChecks({
    ...versions,
    productSlug: product.slug,
    impact,
    migrations: await readMigrations(db, now),
    floors: await readFloors(db, now),
    breaking: await readBreaking(db, now),
    apiComparison: await readApiComparison(db, now),
    dependents: await readDependents(db, now, freshness),
    ...(await readActive(db, now)),
    records: await readRecords(db, now),
  });
  const times = await readUpdateTimes(db, product.id);
  const { batches, gates } = wish;
  return {
    fromDigest: versions.from.digest,
    to: { digest: versions.to.digest, artifacts: await selectArtifacts(db, to.versionId) },
    devices: impact.devices,
    checks,
    downtime: estimateDowntime(times, { batches: batches.length, batchDelayMinutes: gates.batchDelayMinutes }),
  };
}

/**
 * The tag under which devices are offered a version: the one that it came by last, as v1.2.3, else its number. A tag that
 * was moved and names another version by now would move that one with it.
 */
export async function findTagOf(
  db: Queryable,
  productId: string,
  { version, digest }: { version: string; digest: string | null },
): Promise<string> {
  const tag = digest === null ? null : await findTag(db, productId, digest);
  return tag !== null && parseVersionTag(tag)?.version === version ? tag : version;
}
