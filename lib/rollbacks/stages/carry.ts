import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { countSelected } from "#lib/devices/store-selection.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import type { RollbackContext, StageName } from "#lib/rollbacks/context.ts";
import { saveExecution, selectRounds, type RoundRecord } from "#lib/rollbacks/store-executions.ts";
import { countUnasked } from "#lib/rollbacks/store-progress.ts";
import { filterOfRunning } from "#lib/rollbacks/store-running.ts";
import { createRollout } from "#lib/rollouts/create.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { judgeBatch } from "#lib/rollouts/rules/gate.ts";
import { isFinal } from "#lib/rollouts/rules/rollout.ts";
import { findRolloutRecord } from "#lib/rollouts/store-read.ts";
import { holdWish } from "#lib/stage-kinds/store-rollouts.ts";
import type { StageHandler, StageOutcome, StageRun } from "#lib/stages/types.ts";

/** News of a rollout wake the stage; this is for the case that they get lost. */
const LOOK_SECONDS = 60;
/** Devices that came to run the version meanwhile go back in rounds of their own: so many, and then a person is asked. */
const ROUNDS_MAX = 3;

type Turn = StageRun<RollbackContext, StageName>;
type Outcome = StageOutcome<RollbackContext>;

/**
 * Carries the older version to the devices that run the newer one, by a rollout with batches and gates. What came to run
 * it while the rollout was under way goes back in another round.
 */
export function carryStage(ctx: Context): StageHandler<RollbackContext, StageName> {
  return { run: (turn) => inTransaction(ctx, (tx) => carryOn(ctx, tx, turn)) };
}

/** Of one execution and round there is but one rollout, however often the stage is asked. */
async function carryOn(ctx: Context, tx: Transaction, turn: Turn): Promise<Outcome> {
  const { context } = turn;
  const isWanted = await holdWish(tx, turn.machineId);
  const rounds = await selectRounds(tx, context.executionId);
  const latest = rounds.at(-1);
  const rollout = latest === undefined ? null : await findRolloutRecord(tx, latest.id);
  if (latest === undefined || rollout === null || (await wantsAnother(ctx, tx, turn, { rollout, latest, rounds }))) {
    if (!isWanted) return { kind: "cancelled", reason: "It was cancelled before its rollout was made." };
    return makeRound(ctx, tx, turn, (latest?.round ?? 0) + 1);
  }
  return follow(rollout, turn);
}

interface Rounds {
  rollout: RolloutRecord;
  latest: RoundRecord;
  rounds: readonly RoundRecord[];
}

async function wantsAnother(
  ctx: Context,
  tx: Transaction,
  { context }: Turn,
  { rollout, latest, rounds }: Rounds,
): Promise<boolean> {
  if (!isFinal(rollout.status)) return false;
  // A person had it tried again since, from anew.
  if (latest.retries < context.retries && !context.acceptsFailures) return true;
  const ofThisTry = rounds.filter(({ retries }) => retries === context.retries);
  if (rollout.status !== "completed" || ofThisTry.length >= ROUNDS_MAX || context.acceptsFailures) return false;
  return (await countUnasked(tx, context, freshnessOf(ctx))) > 0;
}

async function makeRound(ctx: Context, tx: Transaction, { context, now }: Turn, round: number): Promise<Outcome> {
  const { product, to, from, gates, batches, executionId, number, planId, retries } = context;
  const deviceFilter = filterOfRunning(context.deviceFilter, product.slug, from);
  if ((await countSelected(tx, deviceFilter, freshnessOf(ctx))) === 0) {
    return { kind: "completed", output: { note: `No device runs ${from.version}.` } };
  }
  const rollout = await createRollout(ctx, tx, {
    productId: product.id,
    policyId: null,
    image: to.image,
    tag: to.tag,
    digest: to.digest,
    strategy: batches.length === 1 ? "auto" : "staged",
    settings: {
      batches,
      batchDelayMinutes: gates.batchDelayMinutes,
      healthCheckEnabled: false,
      healthCheckConfig: null,
      // A device that cannot go back stays with what it has: it must not be offered the bad version again.
      autoRollbackEnabled: false,
      onFailureLimit: "pause",
      maxFailureRate: gates.maxFailureRate,
      deviceTimeoutSeconds: gates.deviceTimeoutSeconds,
      deviceFilter,
      maintenanceWindow: null,
    },
    choice: { reason: `rollback plan #${number}`, rollbackPlanId: planId, retries },
    resolveAt: null,
    createdBy: toActorView(ctx.actor),
    rollbackExecutionId: executionId,
    rollbackRound: round,
  });
  await saveExecution(tx, executionId, { rolloutId: rollout.id });
  return follow(rollout, { context, now });
}

function follow(rollout: RolloutRecord, { context, now }: Pick<Turn, "context" | "now">): Outcome {
  const { number, status } = rollout;
  const because = rollout.statusReason === null ? "." : `: ${rollout.statusReason}`;
  const output = { rolloutId: rollout.id, rolloutNumber: number };
  const until = secondsAfter(now, LOOK_SECONDS);
  switch (status) {
    case "pending":
    case "scheduled":
      return { kind: "waiting", reason: `Rollout #${number} has not started yet${because}`, until, output };
    case "running": {
      const place = `batch ${rollout.currentBatch + 1} of ${Math.max(1, rollout.facts.batches.length)}`;
      return { kind: "waiting", reason: `Rollout #${number} is under way, ${place}.`, until, output };
    }
    case "paused":
      // Who paused it by hand resumes it by hand; at too many failures a person decides about the whole.
      return hasTripped(rollout)
        ? { kind: "failed", isFinal: true, reason: `Rollout #${number} has stopped${because}`, output }
        : { kind: "waiting", reason: `Rollout #${number} is paused${because}`, until, isPaused: true, output };
    case "rollingBack":
      return { kind: "waiting", reason: `Rollout #${number} is taken back${because}`, until, output };
    case "completed":
      return { kind: "completed", output };
    case "failed":
    case "cancelled":
    case "rolledBack":
      return context.acceptsFailures
        ? { kind: "completed", output }
        : { kind: "failed", isFinal: true, reason: `Rollout #${number} is ${states[status]}${because}`, output };
    default:
      return assertNever(status);
  }
}

const states = { failed: "failed", cancelled: "cancelled", rolledBack: "taken back" };

function hasTripped({ facts, currentBatch, settings }: RolloutRecord): boolean {
  const batch = facts.batches[currentBatch];
  return batch !== undefined && judgeBatch(batch, settings.maxFailureRate).kind === "trip";
}
