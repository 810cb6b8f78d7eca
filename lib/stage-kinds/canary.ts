import { secondsAfter } from "#lib/kernel/clock.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { nextStep } from "#lib/rollouts/rules/next-step.ts";
import type { DeploymentContext, StageCall, StageKindHandler } from "#lib/stage-kinds/call.ts";
import { takeMeasurement } from "#lib/stage-kinds/canary/read-metric.ts";
import { readState, toOutput, withAnalysis, type CanaryState } from "#lib/stage-kinds/canary/state.ts";
import { endEarlierRollouts, letBatchBegin, pauseIfRunning } from "#lib/stage-kinds/canary/steer-rollout.ts";
import { ensureRollout, followRollout, takeRolloutsBack } from "#lib/stage-kinds/rollouts.ts";
import {
  addMeasurement,
  beginAnalysis,
  judgeAnalysis,
  nextMeasurementAt,
  type Analysis,
  type MetricState,
} from "#lib/stage-kinds/rules/analysis.ts";
import { hideSecrets } from "#lib/stage-kinds/rules/hide.ts";
import type { StageOutcome } from "#lib/stages/types.ts";
import type { MetricConfig } from "#lib/templates/rules/stage-kinds.ts";

type Call = StageCall<"canary">;
type Outcome = StageOutcome<DeploymentContext>;

/** News of the rollout wake the stage; this is for the case that they get lost. */
const LOOK_SECONDS = 60;
/** After somebody else was faster. */
const LOOK_AGAIN_SECONDS = 5;

/**
 * Brings the release to a few devices, measures how it does, and goes on only if that is well. The rollout's batches wait
 * for approval, which the analysis gives. What an analysis came to is noted before it is acted on, so that whoever is
 * killed in between acts on the same.
 */
export const canaryStage: StageKindHandler<"canary"> = {
  leavesTraces: true,
  async run(call) {
    const rollout = await ensureRollout(call, { config: { ...call.config, manualBatches: true } });
    if (rollout === null) return { kind: "cancelled", reason: "It was cancelled before its rollout was made." };
    if (call.turn.attempt > 1) await endEarlierRollouts(call, rollout);
    return steer(call, rollout, readState(call.turn.output, rollout));
  },
  rollBack: takeRolloutsBack,
};

async function steer(call: Call, rollout: RolloutRecord, state: CanaryState): Promise<Outcome> {
  const latest = state.analyses.at(-1);
  if (latest && isRefusal(call, latest)) return stopRelease(call, rollout, state, latest);
  const before = rollout.status === "running" ? findWaitingBatch(rollout, call.turn.now) : null;
  if (before === null) return follow(call, rollout, state);
  const worked = rollout.facts.batches
    .slice(0, before)
    .filter(({ deviceCount, counts }) => deviceCount > counts.skipped);
  const endedAt = worked.at(-1)?.completedAt ?? null;
  // Nobody has the release yet, so there is nothing to measure.
  if (endedAt === null) return letBegin(call, rollout, state, { before, reason: "The canary begins." });

  const startsAt = secondsAfter(endedAt, call.config.initialDelaySeconds);
  const analysis = latest?.before === before ? latest : beginAnalysis(before, startsAt, nameMetrics(call));
  switch (analysis.status) {
    case "running":
      return goOnMeasuring(call, state, analysis);
    case "inconclusive":
      return awaitJudgement(call, rollout, state, analysis);
    case "success":
    case "failure":
      return passOn(call, rollout, withAnalysis(state, analysis), { analysis, startsAt, endedAt });
  }
}

/** Their names are shown, and may have been made of a secret. */
function nameMetrics({ config, secrets }: Call): MetricConfig[] {
  return config.metrics.map((metric) => ({ ...metric, name: hideSecrets(metric.name, secrets) }));
}

/** The batch that waits for approval, or null. */
function findWaitingBatch(rollout: RolloutRecord, now: Date): number | null {
  const step = nextStep(rollout, rollout.facts, now);
  if (step.kind !== "wait" || step.reason !== "approval") return null;
  return rollout.facts.batches.find(({ status }) => status === "pending")?.index ?? null;
}

/** What is noted here decides; on pause a person decides instead. */
function isRefusal({ config }: Call, { status }: Analysis): boolean {
  return status === "failure" || (status === "inconclusive" && config.onInconclusive === "fail");
}

function follow(call: Call, rollout: RolloutRecord, state: CanaryState): Outcome {
  const latest = state.analyses.at(-1);
  // The note of a pause may have been lost with the process that made it.
  const isForJudgement = rollout.status === "paused" && latest?.status === "inconclusive";
  const kept = isForJudgement ? { ...state, pausedBefore: latest.before } : state;
  const outcome = followRollout(rollout, call.turn.now);
  return { ...outcome, output: { ...outcome.output, ...toOutput(kept) } };
}

async function goOnMeasuring(call: Call, state: CanaryState, analysis: Analysis): Promise<Outcome> {
  const { now } = call.turn;
  const measured = judgeAnalysis({
    ...analysis,
    metrics: await Promise.all(analysis.metrics.map((metric, index) => measureIfDue(call, metric, index))),
  });
  const output = toOutput(withAnalysis(state, measured));
  const name = batchName(analysis.before - 1);
  if (measured.status === "running") {
    const until = nextMeasurementAt(measured);
    return { kind: "waiting", reason: `Measures how ${name} does.`, until, output };
  }
  const level = measured.status === "success" ? "info" : measured.status === "failure" ? "error" : "warning";
  await call.log(level, `The analysis of ${name}: ${measured.status}. ${measured.reason ?? ""}`, {
    before: analysis.before,
    status: measured.status,
  });
  return { kind: "waiting", reason: `The analysis of ${name} is over: ${measured.status}.`, until: now, output };
}

async function measureIfDue(call: Call, metric: MetricState, index: number): Promise<MetricState> {
  const config = call.config.metrics[index];
  const isDue = metric.status === "running" && new Date(metric.nextAt) <= call.turn.now;
  if (config === undefined || !isDue) return metric;
  const measurement = await takeMeasurement(call, config);
  const added = addMeasurement(metric, measurement, config);
  if (added.errorsInRow === 1) {
    await call.log("warning", `${metric.name} could not be measured: ${measurement.why ?? "no reason given"}`);
  }
  return added;
}

async function stopRelease(
  call: Call,
  rollout: RolloutRecord,
  state: CanaryState,
  analysis: Analysis,
): Promise<Outcome> {
  const reason =
    `The analysis of ${batchName(analysis.before - 1)}: ${analysis.status}. ${analysis.reason ?? ""}`.trim();
  await pauseIfRunning(call.ctx, rollout.id, reason);
  return { kind: "failed", reason, isFinal: true, output: toOutput(state) };
}

/** Pauses the rollout for a person, and takes its being resumed for a yes. */
async function awaitJudgement(
  call: Call,
  rollout: RolloutRecord,
  state: CanaryState,
  analysis: Analysis,
): Promise<Outcome> {
  const { before } = analysis;
  if (state.pausedBefore === before) {
    return approve(call, rollout, state, { before, reason: "A person resumed the rollout." });
  }
  const reason = `Resume it to go on, or roll it back. ${analysis.reason ?? ""}`.trim();
  await pauseIfRunning(call.ctx, rollout.id, `The analysis is inconclusive. ${reason}`);
  return {
    kind: "waiting",
    reason: `Rollout #${rollout.number} waits for a person, because the analysis is inconclusive. ${reason}`,
    until: secondsAfter(call.turn.now, LOOK_AGAIN_SECONDS),
    isPaused: true,
    output: toOutput({ ...state, pausedBefore: before }),
  };
}

interface Passed {
  analysis: Analysis;
  startsAt: Date;
  endedAt: Date;
}

/** What went well still waits as long as batches shall be apart, and for a person where one is asked for. */
function passOn(
  call: Call,
  rollout: RolloutRecord,
  state: CanaryState,
  { analysis, startsAt, endedAt }: Passed,
): Outcome | Promise<Outcome> {
  const { config, turn } = call;
  const { before } = analysis;
  const delayEndsAt = secondsAfter(endedAt, config.batchDelayMinutes * 60);
  // Without metrics there is nothing to measure, and the pause before measuring is still one.
  const earliest = delayEndsAt > startsAt ? delayEndsAt : startsAt;
  if (earliest > turn.now) {
    const reason = `${startOf(analysis)} begins at ${earliest.toISOString()}.`;
    return { kind: "waiting", reason, until: earliest, output: toOutput(state) };
  }
  return letBegin(call, rollout, state, { before, reason: `The analysis went well. ${analysis.reason ?? ""}`.trim() });
}

interface Beginning {
  before: number;
  reason: string;
}

function letBegin(
  call: Call,
  rollout: RolloutRecord,
  state: CanaryState,
  beginning: Beginning,
): Outcome | Promise<Outcome> {
  if (!call.config.manualBatches) return approve(call, rollout, state, beginning);
  return {
    kind: "waiting",
    reason: `${startOf(beginning)} waits for a person's approval.`,
    until: secondsAfter(call.turn.now, LOOK_SECONDS),
    output: toOutput(state),
  };
}

function startOf({ before }: Pick<Beginning, "before">): string {
  return `Batch ${before + 1}`;
}

async function approve(
  call: Call,
  rollout: RolloutRecord,
  state: CanaryState,
  { before, reason }: Beginning,
): Promise<Outcome> {
  const hasBegun = await letBatchBegin(call.ctx, rollout, before, reason);
  if (hasBegun) await call.log("info", `Lets ${batchName(before)} begin. ${reason}`, { rolloutId: rollout.id, before });
  return {
    kind: "waiting",
    reason: `Rollout #${rollout.number} is under way.`,
    until: secondsAfter(call.turn.now, hasBegun ? LOOK_SECONDS : LOOK_AGAIN_SECONDS),
    output: toOutput(state),
  };
}

function batchName(index: number): string {
  return `batch ${index + 1}`;
}
