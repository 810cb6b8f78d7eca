import type { Transaction } from "#lib/database/client.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { narrow, type DeviceFilter } from "#lib/devices/rules/filter.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import { cancelLocked } from "#lib/rollouts/cancel.ts";
import { createRollout } from "#lib/rollouts/create.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { rollBackLocked } from "#lib/rollouts/roll-back.ts";
import { sumCounts, countDevices } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import { findRolloutRecord, lockRollout } from "#lib/rollouts/store-read.ts";
import type { DeploymentContext, StageCall } from "#lib/stage-kinds/call.ts";
import { findPlacedRollout, holdWish, placeName, selectRolloutsOfStage } from "#lib/stage-kinds/store-rollouts.ts";
import type { StageOutcome } from "#lib/stages/types.ts";
import type { StageConfig, StageKind } from "#lib/templates/rules/stage-kinds.ts";

/** News of a rollout wake its stage; this is for the case that they get lost. */
const LOOK_SECONDS = 60;

/** What every kind that moves devices says about how. */
export type RolloutConfig = StageConfig<"rollout">;
type Call = Omit<StageCall<StageKind>, "config">;

export interface RolloutWish {
  config: RolloutConfig;
  /** Tells the rollouts of one stage apart, such as those of its regions. Letters, digits, - and _. */
  part?: string;
  /** Of the environment's devices, and of those that the config names, only these. */
  devices?: DeviceFilter;
}

/**
 * Makes the rollout of a stage, or finds it: of one stage, part and attempt there is but one, however often it is asked
 * for. Null where the deployment was cancelled meanwhile.
 */
export async function ensureRollout(call: Call, wish: RolloutWish): Promise<RolloutRecord | null> {
  const { ctx, turn } = call;
  const { deploymentId } = turn.context;
  const place = { deploymentId, stage: turn.stage, part: wish.part, attempt: turn.attempt };
  const [rollout, isNew] = await inTransaction(ctx, async (tx): Promise<[RolloutRecord | null, boolean]> => {
    const isWanted = await holdWish(tx, turn.machineId);
    const known = await findPlacedRollout(tx, place);
    if (known !== null) return [await findRolloutRecord(tx, known), false];
    if (!isWanted) return [null, false];
    return [await makeRollout(call, tx, wish, placeName(place)), true];
  });
  if (rollout && isNew) await call.log("info", `Made rollout #${rollout.number}.`, { rolloutId: rollout.id });
  return rollout;
}

function makeRollout(
  { ctx, turn }: Call,
  tx: Transaction,
  { config, devices }: RolloutWish,
  deploymentStage: string,
): Promise<RolloutRecord> {
  const { product, release, deviceFilter, deploymentId, number } = turn.context;
  return createRollout(ctx, tx, {
    productId: product.id,
    policyId: null,
    image: release.image,
    tag: release.tag,
    digest: release.digest,
    strategy: config.manualBatches ? "manual" : config.batches.length === 1 ? "auto" : "staged",
    settings: settingsOf(config, narrow(narrow(deviceFilter, config.devices), devices)),
    choice: { reason: `deployment #${number}`, stage: turn.stage },
    resolveAt: release.digest === null ? ctx.clock.now() : null,
    createdBy: toActorView(ctx.actor),
    deploymentId,
    deploymentStage,
  });
}

function settingsOf(config: RolloutConfig, deviceFilter: DeviceFilter): RolloutSettings {
  return {
    batches: config.batches,
    batchDelayMinutes: config.batchDelayMinutes,
    healthCheckEnabled: config.healthCheck !== null,
    healthCheckConfig: config.healthCheck,
    autoRollbackEnabled: config.autoRollback,
    onFailureLimit: config.onFailureLimit,
    maxFailureRate: config.maxFailureRate,
    deviceTimeoutSeconds: config.deviceTimeoutSeconds,
    deviceFilter,
    maintenanceWindow: config.maintenanceWindow,
  };
}

/** Says what a rollout means for the stage that made it. */
export function followRollout(rollout: RolloutRecord, now: Date): StageOutcome<DeploymentContext> {
  const { number, status } = rollout;
  const because = rollout.statusReason === null ? "." : `: ${rollout.statusReason}`;
  const output = { rolloutId: rollout.id, rolloutNumber: number };
  const until = secondsAfter(now, LOOK_SECONDS);
  switch (status) {
    case "pending":
    case "scheduled":
      return { kind: "waiting", reason: `Rollout #${number} has not started yet${because}`, until, output };
    case "running": {
      const { batches } = rollout.facts;
      // Not the devices, whose number changes all the time: a new reason is a line of history and an event.
      const place = `batch ${rollout.currentBatch + 1} of ${Math.max(1, batches.length)}`;
      const reason = `Rollout #${number} is under way, ${place}.`;
      return { kind: "waiting", reason, until, output: { ...output, progress: progressOf(rollout) } };
    }
    case "paused":
      return { kind: "waiting", reason: `Rollout #${number} is paused${because}`, until, isPaused: true, output };
    case "rollingBack":
      return { kind: "waiting", reason: `Rollout #${number} is taken back${because}`, until, output };
    case "completed":
      return { kind: "completed", output };
    case "failed":
      return { kind: "failed", reason: `Rollout #${number} has failed${because}`, isFinal: true, output };
    case "rolledBack":
      return { kind: "failed", reason: `Rollout #${number} was taken back${because}`, isFinal: true, output };
    case "cancelled":
      return { kind: "cancelled", reason: `Rollout #${number} was cancelled${because}`, output };
    default:
      return assertNever(status);
  }
}

function progressOf({ facts }: RolloutRecord): string {
  const counts = sumCounts(facts.batches);
  const done = counts.healthy + counts.skipped;
  const failed = counts.failed === 0 ? "" : `, ${counts.failed} failed`;
  return `${done} of ${countDevices(counts)} devices done${failed}`;
}

/** Takes back everything that a stage rolled out, the newest first, and waits until the devices are back. */
export function takeRolloutsBack(call: Call): Promise<StageOutcome<DeploymentContext>> {
  return takePartBack(call);
}

/** The same of one part of the stage alone, where one is named. */
export async function takePartBack(call: Call, part?: string): Promise<StageOutcome<DeploymentContext>> {
  const { ctx, turn } = call;
  const asked = readAsked(turn.output);
  for (const id of await selectRolloutsOfStage(ctx.db, turn.context.deploymentId, turn.stage, part)) {
    const outcome = await inTransaction(ctx, (tx) => takeBack(call, tx, id, asked));
    if (outcome !== null) return outcome;
  }
  return { kind: "completed" };
}

/** Null where nothing is left to do. What was asked for once and stopped by a person is not asked for again. */
async function takeBack(
  { ctx, turn }: Call,
  tx: Transaction,
  rolloutId: string,
  asked: readonly string[],
): Promise<StageOutcome<DeploymentContext> | null> {
  const rollout = await lockRollout(tx, rolloutId);
  const reason = `Deployment #${turn.context.number} is taken back.`;
  if (rollout.status === "rolledBack") return null;
  if (rollout.plannedAt === null) {
    if (rollout.status !== "cancelled") await cancelLocked(ctx, tx, rollout, reason);
    return null;
  }
  const isAsked = asked.includes(rolloutId);
  if (isAsked && rollout.status !== "rollingBack") {
    const said = `The way back of rollout #${rollout.number} was stopped: it is ${rollout.status}.`;
    return {
      kind: "failed",
      reason: said,
      isFinal: true,
      output: { takingBack: asked.filter((id) => id !== rolloutId) },
    };
  }
  if (rollout.status !== "rollingBack") await rollBackLocked(ctx, tx, rollout, reason);
  return {
    kind: "waiting",
    reason: `Rollout #${rollout.number} is taken back.`,
    until: secondsAfter(turn.now, LOOK_SECONDS),
    output: { takingBack: isAsked ? asked : [...asked, rolloutId] },
  };
}

function readAsked(output: Record<string, unknown> | null): string[] {
  const asked = output?.takingBack;
  return Array.isArray(asked) ? asked.filter((id): id is string => typeof id === "string") : [];
}
