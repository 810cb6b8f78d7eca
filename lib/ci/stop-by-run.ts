import { type Done, nothing } from "#lib/ci/start-by-run.ts";
import { findRunningOf, findVersionsOf, selectOpenOf, type OpenDeployment } from "#lib/ci/store-deployed.ts";
import type { RunRecord } from "#lib/ci/store-runs.ts";
import type { TriggerView } from "#lib/ci/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { pauseDeployment } from "#lib/deployments/pause.ts";
import { cancelQueued } from "#lib/deployments/queue/end-queued.ts";
import { insertLog } from "#lib/deployments/store.ts";
import { endRelease } from "#lib/environments/record-release.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/**
 * Stops what was deployed of a red run's commit: cancels what has not started, pauses what is under way, and notes that
 * what runs is bad, so that it is not promoted. Each step can be done twice, so a process may be killed between them.
 */
export async function stopByRun(ctx: Context, run: RunRecord, trigger: TriggerView): Promise<Done[]> {
  const versionIds = await findVersionsOf(ctx.db, trigger.product.id, run.commit);
  const place = { productId: trigger.product.id, environmentId: trigger.environment.id };
  const open = await selectOpenOf(ctx.db, place, versionIds);
  const done: Done[] = [];
  for (const deployment of open) done.push(await stopOne(ctx, run, deployment));

  const bad = await inTransaction(ctx, async (tx) => {
    const running = await findRunningOf(tx, place, versionIds);
    if (running) await noteBad(ctx, tx, run, { ...running, trigger });
    return running;
  });
  if (bad) done.push({ did: "foundBad", deployment: bad, reason: reasonOf(run) });
  return done.length > 0 ? done : [nothing("Nothing built from this commit is deployed there.")];
}

async function stopOne(ctx: Context, run: RunRecord, { id, number, status }: OpenDeployment): Promise<Done> {
  const deployment = { id, number };
  const reason = reasonOf(run);
  if (status === "paused") return { did: "paused", deployment, reason: "It was paused already." };
  if (status === "queued" && (await inTransaction(ctx, (tx) => cancelQueued(ctx, tx, id, reason)))) {
    return { did: "cancelled", deployment, reason };
  }
  try {
    await pauseDeployment(ctx, { deploymentId: id, reason });
    return { did: "paused", deployment, reason };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // It has moved on meanwhile; the next look finds where to.
    return { did: "waits", deployment, reason: error.message };
  }
}

async function noteBad(
  ctx: Context,
  tx: Transaction,
  run: RunRecord,
  { id, number, trigger }: { id: string; number: number; trigger: TriggerView },
): Promise<void> {
  const now = ctx.clock.now();
  const message = `${reasonOf(run)} It stays where it is, and is not promoted any more.`;
  await endRelease(tx, id, now);
  await insertLog(tx, id, { stage: null, level: "error", message, data: { run: run.url } }, now);
  recordEvent(ctx, tx, {
    type: "release_found_bad",
    subject: { kind: "deployment", id },
    productId: trigger.product.id,
    data: { number, product: trigger.product.slug, environment: trigger.environment.slug, reason: reasonOf(run) },
  });
}

const REASON_LENGTH_MAX = 480;

function reasonOf({ workflow, repository, commit }: RunRecord): string {
  const name = workflow === "" ? "A run" : workflow;
  return `${name} of ${repository} failed for ${commit.slice(0, 12)}.`.slice(0, REASON_LENGTH_MAX);
}
