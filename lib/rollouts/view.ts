import type { ActorView } from "#lib/access/rules/actor.ts";
import type { BatchRecord, RolloutRecord } from "#lib/rollouts/record.ts";
import { planBatches } from "#lib/rollouts/rules/batches.ts";
import { failureRate } from "#lib/rollouts/rules/gate.ts";
import { nextStep, type WaitReason } from "#lib/rollouts/rules/next-step.ts";
import {
  emptyCounts,
  hasStarted,
  isFinal,
  sumCounts,
  type BatchStatus,
  type DeviceCounts,
  type DeviceStatus,
  type RolloutStatus,
  type Strategy,
  type WaitingReason,
} from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import { isAllowed, operatorCommands, type OperatorCommand } from "#lib/rollouts/rules/transitions.ts";

export interface BatchView {
  index: number;
  percent: number;
  status: BatchStatus;
  deviceCount: number;
  /** Until the rollout is planned the counts are an estimate of what the selection would give now. */
  counts: DeviceCounts;
  failureRate: number;
  startedAt: string | null;
  completedAt: string | null;
  approvedAt: string | null;
  approvedBy: ActorView | null;
}

export interface RolloutView {
  id: string;
  number: number;
  product: { id: string; slug: string };
  image: string;
  tag: string;
  digest: string | null;
  fromVersion: string | null;
  toVersion: string;
  strategy: Strategy;
  status: RolloutStatus;
  statusReason: string | null;
  batches: BatchView[];
  currentBatch: number;
  counts: DeviceCounts;
  failureRate: number;
  failureRateMax: number;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
  policyId: string | null;
  deploymentId: string | null;
  /** More than the contract asks for: what people need to understand and to act. */
  policy: { id: string; name: string } | null;
  settings: RolloutSettings;
  choice: Record<string, unknown> | null;
  /** What it waits for; null while it is moving, and when it is over. `until` is when that may change by itself. */
  waitingFor: { reason: WaitReason; until: string | null } | null;
  allowedActions: OperatorCommand[];
  pausedFrom: RolloutStatus | null;
  isPlanned: boolean;
  scheduledAt: string | null;
  resolveAt: string | null;
  resolveAttempts: number;
  createdBy: ActorView;
  updatedAt: string;
}

export interface RolloutDeviceView {
  deviceId: string;
  uuid: string;
  name: string;
  batchIndex: number;
  /** Place in the order by hash, from 0; the place in the grid. */
  position: number;
  status: DeviceStatus;
  reason: string | null;
  hasFailed: boolean;
  actionId: number | null;
  attempts: number;
  progress: number | null;
  /** What keeps it from going on: its user's consent, its confirmation after a restart, or its window. */
  waitingFor: WaitingReason | null;
  previousVersion: string | null;
  updatedAt: string;
}

/** One letter for each device, in the order of their positions. */
export const gridLetters = {
  pending: "p",
  scheduled: "s",
  updating: "u",
  healthy: "h",
  failed: "f",
  rolledBack: "r",
  skipped: "k",
} as const satisfies Record<DeviceStatus, string>;

export interface GridView {
  statuses: string;
  batches: { index: number; start: number; deviceCount: number }[];
}

export interface FailureRatePoint {
  at: string;
  batchIndex: number;
  healthy: number;
  failed: number;
  failureRate: number;
}

/** How far a rollout is, over all of its devices and over those that can be reached. */
export interface RolloutProgress {
  devices: number;
  /** They run the release: healthy, or left out because they ran it already. */
  done: number;
  /** Heard from within three of their polls. */
  reachable: number;
  reachableDone: number;
  /** Of those that are not done: silent for longer than this, or never heard from at all. */
  notSeenSince: { hour: number; day: number; week: number; ever: number };
  /** What keeps devices from going on with what they were offered. */
  waiting: { consent: number; confirmation: number; window: number };
}

/** A digest that no webhook may bring back until a person releases it. */
export interface HoldView {
  id: string;
  productId: string;
  digest: string;
  tag: string;
  rolloutId: string | null;
  reason: string;
  heldAt: string;
  heldBy: ActorView;
  releasedAt: string | null;
  releasedBy: ActorView | null;
  releaseReason: string | null;
}

/** Shows a rollout. `selectedCount` is how many devices its filter means now, for one that is not planned yet. */
export function toRolloutView(rollout: RolloutRecord, now: Date, selectedCount: number | null): RolloutView {
  const isPlanned = rollout.plannedAt !== null;
  const batches = isPlanned ? rollout.facts.batches.map(toBatchView) : estimateBatches(rollout, selectedCount ?? 0);
  const { policyId, policyName } = rollout;
  return {
    id: rollout.id,
    number: rollout.number,
    product: { id: rollout.productId, slug: rollout.productSlug },
    image: rollout.image,
    tag: rollout.tag,
    digest: rollout.digest,
    fromVersion: rollout.fromVersion,
    toVersion: rollout.toVersion,
    strategy: rollout.strategy,
    status: rollout.status,
    statusReason: rollout.statusReason,
    batches,
    currentBatch: rollout.currentBatch,
    counts: sumCounts(batches),
    failureRate: currentFailureRate(rollout),
    failureRateMax: rollout.settings.maxFailureRate,
    createdAt: rollout.createdAt.toISOString(),
    startedAt: toText(rollout.startedAt),
    completedAt: toText(rollout.completedAt),
    policyId,
    deploymentId: rollout.deploymentId,
    policy: policyId !== null && policyName !== null ? { id: policyId, name: policyName } : null,
    settings: rollout.settings,
    choice: rollout.choice,
    waitingFor: waitOf(rollout, now),
    allowedActions: allowedActions(rollout, now),
    pausedFrom: rollout.pausedFrom,
    isPlanned,
    scheduledAt: toText(rollout.scheduledAt),
    resolveAt: toText(rollout.resolveAt),
    resolveAttempts: rollout.resolveAttempts,
    createdBy: rollout.createdBy,
    updatedAt: rollout.updatedAt.toISOString(),
  };
}

/** Lists what an operator can do now, by the same rules that refuse the rest. */
function allowedActions(rollout: RolloutRecord, now: Date): OperatorCommand[] {
  const counts = sumCounts(rollout.facts.batches);
  const touched = counts.updating + counts.healthy + counts.failed;
  return operatorCommands.filter((command) => {
    if (!isAllowed(command, rollout.status)) return false;
    switch (command) {
      case "approve":
        return waitOf(rollout, now)?.reason === "approval";
      case "retry":
        return counts.failed + counts.rolledBack > 0;
      case "rollBack":
        return rollout.plannedAt !== null;
      case "rollBackBatch":
      case "rollBackDevice":
        return touched > 0;
      case "leaveOutDevice":
        return counts.pending + counts.scheduled + counts.updating > 0;
      default:
        return true;
    }
  });
}

function waitOf(rollout: RolloutRecord, now: Date): RolloutView["waitingFor"] {
  if (isFinal(rollout.status)) return null;
  const step = nextStep(rollout, rollout.facts, now);
  return step.kind === "wait" ? { reason: step.reason, until: toText(step.until) } : null;
}

function currentFailureRate({ facts }: RolloutRecord): number {
  const current = facts.batches.findLast(hasBegun);
  return current === undefined ? 0 : failureRate(current);
}

/** A batch that was cancelled half-way still shows how it went. */
function hasBegun(batch: BatchRecord): boolean {
  return hasStarted(batch) || batch.startedAt !== null;
}

function toBatchView(batch: BatchRecord): BatchView {
  return {
    index: batch.index,
    percent: batch.percent,
    status: batch.status,
    deviceCount: batch.deviceCount,
    counts: batch.counts,
    failureRate: failureRate(batch),
    startedAt: toText(batch.startedAt),
    completedAt: toText(batch.completedAt),
    approvedAt: toText(batch.approvedAt),
    approvedBy: batch.approvedBy,
  };
}

function estimateBatches({ settings, status }: RolloutRecord, deviceCount: number): BatchView[] {
  return planBatches(settings.batches, deviceCount).map((batch) => ({
    index: batch.index,
    percent: batch.percent,
    status: isFinal(status) ? "cancelled" : "pending",
    deviceCount: batch.deviceCount,
    counts: { ...emptyCounts(), pending: batch.deviceCount },
    failureRate: 0,
    startedAt: null,
    completedAt: null,
    approvedAt: null,
    approvedBy: null,
  }));
}

function toText(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
