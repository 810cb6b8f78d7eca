import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { EventType } from "#lib/events/types.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { OfferedDevice } from "#lib/rollouts/store-offers.ts";

/** One event tells of at most so many devices, so that none grows beyond some 40 kB. */
const DEVICES_PER_EVENT = 500;

type RolloutReference = { id: string; productId: string };

/** Records something that happened to a rollout as a whole. */
export function recordRolloutEvent(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutReference,
  type: EventType,
  data: Record<string, unknown> = {},
): void {
  recordEvent(ctx, tx, {
    type,
    subject: { kind: "rollout", id: rollout.id },
    rolloutId: rollout.id,
    productId: rollout.productId,
    data,
  });
}

export function recordScheduled(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutReference,
  offered: readonly OfferedDevice[],
): void {
  recordOffers(ctx, tx, rollout, { type: "device_scheduled", offered, data: {} });
}

export function recordRollbacksOffered(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutReference,
  offered: readonly OfferedDevice[],
  reason?: string | null,
): void {
  const data = reason == null ? {} : { reason };
  recordOffers(ctx, tx, rollout, { type: "device_rolling_back", offered, data });
}

export interface DevicesNews {
  type: "device_joined" | "device_withdrawn" | "device_skipped" | "device_retried";
  devices: readonly { deviceId: string; batchIndex: number }[];
  data: Record<string, unknown>;
}

/** Records the same thing about many devices, by batch. */
export function recordDevices(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutReference,
  { type, devices, data }: DevicesNews,
): void {
  for (const [batchIndex, chunk] of chunksByBatch(devices)) {
    const deviceIds = chunk.map((device) => device.deviceId);
    recordRolloutEvent(ctx, tx, rollout, type, { batchIndex, count: chunk.length, ...data, deviceIds });
  }
}

function recordOffers(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutReference,
  { type, offered, data }: { type: EventType; offered: readonly OfferedDevice[]; data: Record<string, unknown> },
): void {
  for (const [batchIndex, chunk] of chunksByBatch(offered)) {
    recordRolloutEvent(ctx, tx, rollout, type, {
      batchIndex,
      count: chunk.length,
      attempt: Math.max(...chunk.map((device) => device.attempt)),
      firstActionId: Math.min(...chunk.map((device) => device.actionId)),
      ...data,
      deviceIds: chunk.map((device) => device.deviceId),
      actionIds: chunk.map((device) => device.actionId),
    });
  }
}

function* chunksByBatch<Device extends { batchIndex: number }>(
  devices: readonly Device[],
): Generator<[number, Device[]]> {
  for (const [batchIndex, group] of Map.groupBy(devices, (device) => device.batchIndex)) {
    for (let start = 0; start < group.length; start += DEVICES_PER_EVENT) {
      yield [batchIndex, group.slice(start, start + DEVICES_PER_EVENT)];
    }
  }
}
