import { reachOf } from "#lib/access/rules/actor.ts";
import { reachesEnvironment } from "#lib/access/rules/reach.ts";
import type { Queryable } from "#lib/database/client.ts";
import { findReleaseOf } from "#lib/deployments/promotion/store.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import { statusOf } from "#lib/deployments/rules/deployment.ts";
import { objectionToPromotion } from "#lib/deployments/rules/promotion.ts";
import { findEnvironment, requireEnvironment } from "#lib/environments/find.ts";
import { environmentAfter } from "#lib/environments/rules/environment.ts";
import { selectRunning, type ReleaseRow } from "#lib/environments/store-matrix.ts";
import { selectLine, type EnvironmentRecord } from "#lib/environments/store.ts";
import type { Context } from "#lib/kernel/context.ts";

export interface JudgedPromotion {
  from: EnvironmentRecord | null;
  to: EnvironmentRecord | null;
  running: ReleaseRow | null;
  objection: string | null;
}

/**
 * Finds where a deployment would be promoted to, what runs there, and whether it may go. Throws NOT_FOUND. Whoever does
 * not reach the next environment goes nowhere: another team takes it from there.
 */
export async function judgePromotion(
  { actor }: Pick<Context, "actor">,
  db: Queryable,
  deployment: DeploymentRecord,
  environment: string | undefined,
): Promise<JudgedPromotion> {
  const from = deployment.environment && (await findEnvironment(db, deployment.environment.id));
  const next = environment === undefined ? await findNext(db, from) : await requireEnvironment(db, environment);
  const to = next && reachesEnvironment(reachOf(actor), next.id) ? next : null;
  const [running = null] = to ? await selectRunning(db, [deployment.product.id], [to.id]) : [];
  const objection = objectionToPromotion({
    from,
    to,
    status: statusOf(deployment.machine),
    release: await findReleaseOf(db, deployment.id),
    running,
    coming: { versionId: deployment.version?.id ?? null, digest: deployment.release.digest },
  });
  return { from, to, running, objection };
}

async function findNext(db: Queryable, from: EnvironmentRecord | null): Promise<EnvironmentRecord | null> {
  return from && environmentAfter(await selectLine(db), from);
}
