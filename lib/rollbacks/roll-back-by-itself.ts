import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { lockVersionRow } from "#lib/products/store-versions.ts";
import { draftContent, keepPlan } from "#lib/rollbacks/create.ts";
import { findPlace, type FoundPlace } from "#lib/rollbacks/find-target.ts";
import { gatherChecks, type Gathered } from "#lib/rollbacks/gather-checks.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import { worstOf } from "#lib/rollbacks/rules/checks.ts";
import type { PlanContent } from "#lib/rollbacks/rules/content.ts";
import { GUARD_SECONDS, judgeGuard, SIGNAL_SECONDS_MAX } from "#lib/rollbacks/rules/guard.ts";
import type { Trigger } from "#lib/rollbacks/rules/plan.ts";
import { describeNone } from "#lib/rollbacks/rules/target.ts";
import { startExecution } from "#lib/rollbacks/start-execution.ts";
import { lockProduct } from "#lib/rollbacks/store-approvals.ts";
import { countAutomatic } from "#lib/rollbacks/store-executions.ts";
import { selectOpenRollbacks } from "#lib/rollbacks/store-facts.ts";
import { isSignal, selectSignals, type Signal } from "#lib/rollbacks/store-signals.ts";
import { holdLockedVersion } from "#lib/rollouts/hold-version.ts";

const AT_ONCE_MAX = 20;
const REASON_LENGTH_MAX = 500;
const EXPIRES_IN_HOURS = 24;
const GATES = { maxFailureRate: 0.2, batchDelayMinutes: 0, deviceTimeoutSeconds: 3_600 };

/**
 * Takes back what turned out bad where the environment wants that, without being asked: at most twice an hour for a
 * product. Whatever cannot be taken back by itself is held, and a person is called.
 */
export async function rollBackByItself(ctx: Context): Promise<null> {
  const since = secondsAfter(ctx.clock.now(), -SIGNAL_SECONDS_MAX);
  for (const signal of await selectSignals(ctx.db, since, AT_ONCE_MAX)) {
    try {
      await answer(ctx, signal, since);
    } catch (error) {
      // It is bad still, and tried again with the next look; the others go on.
      ctx.log.error({ err: error, deploymentId: signal.deploymentId }, "could not take a deployment back by itself");
    }
  }
  return null;
}

async function answer(ctx: Context, signal: Signal, since: Date): Promise<void> {
  const place = await findPlace(ctx.db, { deploymentId: signal.deploymentId });
  const { target } = place;
  if (target.kind === "none") {
    await underLock(ctx, signal, since, (tx) => stopWithoutTarget(ctx, tx, signal, describeNone(target.tried)));
    return;
  }
  const how = { strategy: "immediate", gates: GATES, timeZone: "UTC", reason: reasonOf(signal) } as const;
  const content = await draftContent(ctx.db, place, target.candidate, how);
  const gathered = await gatherChecks(ctx, ctx.db, null, content);
  await underLock(ctx, signal, since, (tx) => begin(ctx, tx, signal, { place, content, gathered }));
}

/** Of all who look at the same time one goes on; it counts what was begun before under the same lock. */
async function underLock(
  ctx: Context,
  signal: Signal,
  since: Date,
  deed: (tx: Transaction) => Promise<void>,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await lockProduct(tx, signal.productId);
    if (await isSignal(tx, signal.deploymentId, since)) await deed(tx);
  });
}

interface Prepared {
  place: FoundPlace;
  content: PlanContent;
  gathered: Gathered;
}

async function begin(ctx: Context, tx: Transaction, signal: Signal, prepared: Prepared): Promise<void> {
  const { cause, evidence, productId } = signal;
  const trigger: Trigger = { kind: "automatic", cause, ...(evidence !== null && { evidence }) };
  const began = await countAutomatic(tx, productId, secondsAfter(ctx.clock.now(), -GUARD_SECONDS));
  const guard = judgeGuard(signal.product, began);
  const place = { planId: null, productId, environmentId: prepared.content.environment?.id ?? null };
  // One that began since the checks were run: two at once would stop each other.
  const isBlocked = worstOf(prepared.gathered.checks) === "block" || (await selectOpenRollbacks(tx, place)).length > 0;
  const stopped =
    guard.kind === "stop" ? guard.reason : isBlocked ? "A safety check blocks it: a person must look." : null;
  const draft = { ...prepared, trigger, forceReason: null, expiresInHours: EXPIRES_IN_HOURS };
  const plan = await keepPlan(ctx, tx, { ...draft, ...(stopped !== null && { statusReason: stopped }) });
  const data = { name: signal.product, cause, deployment: signal.number, ...(evidence !== null && { evidence }) };
  if (stopped === null) {
    recordRollbackEvent(ctx, tx, plan, "automatic_rollback_started", data);
    await startExecution(ctx, tx, plan);
    return;
  }
  await holdBad(ctx, tx, signal);
  recordRollbackEvent(ctx, tx, plan, "automatic_rollback_stopped", {
    ...data,
    began,
    reason: stopped,
    missingApprovals: plan.approvalNeed.count,
  });
}

/** Without a version to go back to there can be no plan: the event says so, and keeps it from being said again. */
async function stopWithoutTarget(ctx: Context, tx: Transaction, signal: Signal, reason: string): Promise<void> {
  const { deploymentId, number, productId, product, version, cause } = signal;
  await holdBad(ctx, tx, signal);
  recordEvent(ctx, tx, {
    type: "automatic_rollback_stopped",
    subject: { kind: "deployment", id: deploymentId },
    productId,
    data: { name: product, product, deployment: number, from: version, cause, reason },
  });
}

/** Nobody else is offered it until a person releases it. */
async function holdBad(ctx: Context, tx: Transaction, signal: Signal): Promise<void> {
  const version = await lockVersionRow(tx, signal.versionId);
  if (version?.digest == null) return;
  await holdLockedVersion(ctx, tx, { ...version, digest: version.digest }, reasonOf(signal));
}

const causes: Record<Signal["cause"], string> = {
  deviceFailures: "It failed half-way",
  failedChecks: "A check failed after it was deployed",
  foundBad: "It was found bad after it was deployed",
};

function reasonOf({ number, cause, evidence }: Signal): string {
  const because = evidence === null ? "." : `: ${evidence}`;
  return `Deployment #${number}: ${causes[cause]}${because}`.slice(0, REASON_LENGTH_MAX);
}
