// What are a rollout, its batches, its devices and their actions, and what can one ask of them?

export const rolloutStatuses = [
  "pending",
  "scheduled",
  "running",
  "paused",
  "completed",
  "failed",
  "cancelled",
  "rollingBack",
  "rolledBack",
] as const;
export type RolloutStatus = (typeof rolloutStatuses)[number];

export const batchStatuses = ["pending", "running", "completed", "rolledBack", "cancelled"] as const;
export type BatchStatus = (typeof batchStatuses)[number];

export const deviceStatuses = [
  "pending",
  "scheduled",
  "updating",
  "healthy",
  "failed",
  "rolledBack",
  "skipped",
] as const;
export type DeviceStatus = (typeof deviceStatuses)[number];

/** How many devices are in each status. */
export type DeviceCounts = Record<DeviceStatus, number>;

export const actionKinds = ["update", "rollback"] as const;
export type ActionKind = (typeof actionKinds)[number];

export const actionStatuses = [
  "offered",
  "accepted",
  "downloading",
  "installing",
  "installed",
  "healthy",
  "failed",
  "rolledBack",
  "cancelled",
] as const;
export type ActionStatus = (typeof actionStatuses)[number];

/** What keeps a device from going on with its action, for which nobody waits impatiently. */
export const waitingReasons = ["consent", "confirmation", "window"] as const;
export type WaitingReason = (typeof waitingReasons)[number];

export const strategies = ["auto", "staged", "manual", "scheduled"] as const;
export type Strategy = (typeof strategies)[number];

/** What a device runs or ran of one product. */
export interface Release {
  image: string;
  digest: string | null;
  version: string | null;
}

/** One batch with its tally, as the gate and the next step need it. */
export interface BatchFacts {
  index: number;
  percent: number;
  status: BatchStatus;
  deviceCount: number;
  counts: DeviceCounts;
  /** Devices that failed, whether or not they were rolled back since. */
  everFailed: number;
  /** Failures that a person accepted by resuming. */
  acceptedFailures: number;
  startedAt: Date | null;
  completedAt: Date | null;
  approvedAt: Date | null;
}

const finalStatuses: ReadonlySet<RolloutStatus> = new Set(["completed", "failed", "cancelled", "rolledBack"]);

/** Says whether a rollout is over. Only a person's roll back leads out of completed, failed and cancelled. */
export function isFinal(status: RolloutStatus): boolean {
  return finalStatuses.has(status);
}

/** Lists the statuses of rollouts that are not over. */
export const unfinishedStatuses = rolloutStatuses.filter((status) => !isFinal(status));

/** Lists the statuses that a newer release of the same policy ends. A rollback under way is left to finish. */
export const supersedableStatuses = unfinishedStatuses.filter((status) => status !== "rollingBack");

export function emptyCounts(): DeviceCounts {
  return { pending: 0, scheduled: 0, updating: 0, healthy: 0, failed: 0, rolledBack: 0, skipped: 0 };
}

export function sumCounts(batches: readonly { counts: DeviceCounts }[]): DeviceCounts {
  const total = emptyCounts();
  for (const batch of batches) {
    for (const status of deviceStatuses) total[status] += batch.counts[status];
  }
  return total;
}

export function countDevices(counts: DeviceCounts): number {
  return deviceStatuses.reduce((sum, status) => sum + counts[status], 0);
}

/** Counts the devices that have not answered yet: waiting for an offer, offered, or at work. */
export function countUnanswered(counts: DeviceCounts): number {
  return counts.pending + counts.scheduled + counts.updating;
}

export function hasStarted(batch: { status: BatchStatus }): boolean {
  return batch.status !== "pending" && batch.status !== "cancelled";
}
