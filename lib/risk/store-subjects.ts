import type { Queryable } from "#lib/database/client.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { Subject } from "#lib/risk/subject.ts";
import { firstShareOf, hasCheck } from "#lib/risk/rules/exposure.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import type { Plan } from "#lib/templates/rules/plan.ts";

/** Reads what is to be assessed of a deployment; null where it is gone. */
export async function findDeploymentSubject(db: Queryable, deploymentId: string, now: Date): Promise<Subject | null> {
  const row = await db.deployment.findUnique({
    where: { id: deploymentId },
    select: {
      ...{ plan: true, versionId: true, productId: true, environmentId: true, fromVersion: true },
      product: { select: { timeZone: true } },
      environment: { select: { deviceFilter: true } },
      queueEntry: { select: { scheduledAt: true } },
      rollouts: { select: { settings: true }, take: 1 },
    },
  });
  if (!row) return null;
  const { stages } = row.plan as unknown as Plan;
  const settings = row.rollouts[0]?.settings as unknown as RolloutSettings | undefined;
  return {
    productId: row.productId,
    timeZone: row.product.timeZone,
    toVersionId: row.versionId,
    fromVersionId: await findNamedVersion(db, row.productId, row.fromVersion),
    environmentId: row.environmentId,
    deviceFilter: (row.environment?.deviceFilter ?? settings?.deviceFilter ?? {}) as DeviceFilter,
    plannedAt: row.queueEntry?.scheduledAt ?? now,
    firstShare: firstShareOf(stages),
    hasSmokeTest: hasCheck(stages),
  };
}

/** The same of a rollout that no deployment made. */
export async function findRolloutSubject(db: Queryable, rolloutId: string, now: Date): Promise<Subject | null> {
  const row = await db.rollout.findUnique({
    where: { id: rolloutId },
    select: {
      ...{ productId: true, fromVersion: true, toVersion: true, settings: true, scheduledAt: true },
      product: { select: { timeZone: true } },
    },
  });
  if (!row) return null;
  const settings = row.settings as unknown as RolloutSettings;
  return {
    productId: row.productId,
    timeZone: row.product.timeZone,
    toVersionId: await findNamedVersion(db, row.productId, row.toVersion),
    fromVersionId: await findNamedVersion(db, row.productId, row.fromVersion),
    environmentId: null,
    deviceFilter: settings.deviceFilter,
    plannedAt: row.scheduledAt ?? now,
    firstShare: (settings.batches[0] ?? 100) / 100,
    hasSmokeTest: false,
  };
}

async function findNamedVersion(db: Queryable, productId: string, version: string | null): Promise<string | null> {
  if (version === null) return null;
  const row = await db.version.findFirst({ where: { productId, version }, select: { id: true } });
  return row?.id ?? null;
}
