// What state do a rollout's events tell? The tables must say the same.
import {
  countDevices,
  deviceStatuses,
  emptyCounts,
  type BatchStatus,
  type DeviceCounts,
  type DeviceStatus,
  type RolloutStatus,
} from "#lib/rollouts/rules/rollout.ts";

/** The part of an event that the state depends on. */
export interface RolloutEvent {
  type: string;
  data: Readonly<Record<string, unknown>>;
}

export interface RebuiltBatch {
  status: BatchStatus;
  hasStarted: boolean;
  counts: DeviceCounts;
  everFailed: number;
}

interface RebuiltDevice {
  batchIndex: number;
  status: DeviceStatus;
  hasFailed: boolean;
}

export interface RebuiltRollout {
  status: RolloutStatus;
  pausedFrom: RolloutStatus | null;
  batches: RebuiltBatch[];
  /** The devices that something has happened to; all others are pending or skipped as they were planned. */
  devices: Map<string, RebuiltDevice>;
}

/** Rebuilds a rollout from its events, oldest first. Types that change no state, also unknown ones, are passed over. */
export function rebuildRollout(events: Iterable<RolloutEvent>): RebuiltRollout {
  const rollout: RebuiltRollout = { status: "pending", pausedFrom: null, batches: [], devices: new Map() };
  for (const { type, data } of events) handlers[type]?.(rollout, data);
  return rollout;
}

type Data = RolloutEvent["data"];
type Handler = (rollout: RebuiltRollout, data: Data) => void;

const handlers: Readonly<Record<string, Handler>> = {
  rollout_scheduled: (rollout) => (rollout.status = "scheduled"),
  rollout_started: start,
  rollout_paused: pause,
  rollout_resumed: resume,
  rollout_completed: (rollout) => (rollout.status = "completed"),
  rollout_failed: (rollout) => (rollout.status = "failed"),
  rollout_cancelled: cancel,
  rollout_rolling_back: (rollout) => (rollout.status = "rollingBack"),
  rollout_rolled_back: finishRollback,
  batch_started: (rollout, data) => beginBatch(rollout, data, "running"),
  batch_completed: (rollout, data) => beginBatch(rollout, data, "completed"),
  batch_rolling_back: (rollout, data) => beginBatch(rollout, data, "rolledBack"),
  device_joined: join,
  device_scheduled: (rollout, data) => moveMany(rollout, data, "scheduled"),
  device_withdrawn: moveManyAsTold,
  device_skipped: (rollout, data) => moveMany(rollout, data, "skipped"),
  device_retried: retry,
  device_accepted: moveOne,
  device_updated: moveOne,
  device_failed: moveOne,
  device_rolled_back: moveOne,
  health_check_passed: moveOne,
};

function start(rollout: RebuiltRollout, data: Data): void {
  rollout.status = "running";
  rollout.batches = (data.batches as { deviceCount: number; skipped: number }[]).map(({ deviceCount, skipped }) => ({
    status: "pending",
    hasStarted: false,
    counts: { ...emptyCounts(), pending: deviceCount - skipped, skipped },
    everFailed: 0,
  }));
}

function pause(rollout: RebuiltRollout): void {
  if (rollout.status === "paused") return;
  rollout.pausedFrom = rollout.status;
  rollout.status = "paused";
}

function resume(rollout: RebuiltRollout): void {
  rollout.status = rollout.pausedFrom ?? "running";
  rollout.pausedFrom = null;
}

function cancel(rollout: RebuiltRollout): void {
  rollout.status = "cancelled";
  for (const batch of rollout.batches) {
    if (batch.status === "pending" || batch.status === "running") batch.status = "cancelled";
  }
}

function finishRollback(rollout: RebuiltRollout): void {
  rollout.status = "rolledBack";
  for (const batch of rollout.batches) batch.status = batch.hasStarted ? "rolledBack" : "cancelled";
}

function beginBatch(rollout: RebuiltRollout, data: Data, status: BatchStatus): void {
  const batch = rollout.batches[data.batchIndex as number];
  if (batch === undefined) return;
  batch.status = status;
  batch.hasStarted = true;
}

function moveOne(rollout: RebuiltRollout, data: Data): void {
  move(rollout, data.deviceId as string, data, data.status as DeviceStatus);
}

function moveMany(rollout: RebuiltRollout, data: Data, status: DeviceStatus): void {
  for (const deviceId of data.deviceIds as string[]) move(rollout, deviceId, data, status);
}

function moveManyAsTold(rollout: RebuiltRollout, data: Data): void {
  moveMany(rollout, data, data.to as DeviceStatus);
}

/** Devices that were registered after the plan; what they are beyond that, the next events tell. */
function join(rollout: RebuiltRollout, data: Data): void {
  const batch = rollout.batches[data.batchIndex as number];
  if (batch !== undefined) batch.counts.pending += (data.deviceIds as string[]).length;
}

/** A device that is retried starts with a clean sheet. */
function retry(rollout: RebuiltRollout, data: Data): void {
  moveMany(rollout, data, "pending");
  for (const deviceId of data.deviceIds as string[]) {
    const device = rollout.devices.get(deviceId);
    if (device?.hasFailed !== true) continue;
    device.hasFailed = false;
    const batch = rollout.batches[device.batchIndex];
    if (batch !== undefined) batch.everFailed -= 1;
  }
}

function move(rollout: RebuiltRollout, deviceId: string, data: Data, status: DeviceStatus): void {
  const batchIndex = data.batchIndex as number;
  const batch = rollout.batches[batchIndex];
  if (batch === undefined) return;
  const device = rollout.devices.get(deviceId) ?? { batchIndex, status: "pending", hasFailed: false };
  batch.counts[device.status] -= 1;
  batch.counts[status] += 1;
  if (data.hasFailed === true && !device.hasFailed) {
    device.hasFailed = true;
    batch.everFailed += 1;
  }
  device.status = status;
  rollout.devices.set(deviceId, device);
}

/** Says whether every batch's tally adds up and nothing in it is below zero. */
export function addsUp(rollout: RebuiltRollout, deviceCounts: readonly number[]): boolean {
  return rollout.batches.every(
    (batch, index) =>
      countDevices(batch.counts) === deviceCounts[index] && deviceStatuses.every((status) => batch.counts[status] >= 0),
  );
}
