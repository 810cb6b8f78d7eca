import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { deviceActionInput, rolloutActionInput } from "#lib/rollouts/input.ts";
import { withReason } from "#lib/rollouts/move.ts";
import { recordDevices } from "#lib/rollouts/record-events.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import type { DeviceStatus } from "#lib/rollouts/rules/rollout.ts";
import { transition } from "#lib/rollouts/rules/transitions.ts";
import { showRollout } from "#lib/rollouts/show.ts";
import { requireDevice } from "#lib/rollouts/store-list.ts";
import { retryFailed } from "#lib/rollouts/store-offers.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import { trimAcceptedFailures } from "#lib/rollouts/store-write.ts";
import type { RolloutDeviceView, RolloutView } from "#lib/rollouts/view.ts";

/**
 * Puts the failed devices back in line, also those that were rolled back; those on their way back are left alone. Their
 * failures no longer count towards the limit. A paused rollout offers to them only when it is resumed.
 */
export async function retryFailedDevices(ctx: Context, rawInput: unknown): Promise<RolloutView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { rolloutId, reason } = parseInput(rolloutActionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    transition(rollout, "retry");
    await retryLocked(ctx, tx, rollout, { deviceId: null, reason });
    return showRollout(ctx, tx, rolloutId);
  });
}

/** Puts one failed device back in line. */
export async function retryFailedDevice(ctx: Context, rawInput: unknown): Promise<RolloutDeviceView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { rolloutId, deviceId, reason } = parseInput(deviceActionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    transition(rollout, "retry");
    const device = await requireDevice(tx, rolloutId, deviceId);
    const retried = await retryLocked(ctx, tx, rollout, { deviceId, reason });
    if (retried === 0) throw notRetriable(device);
    return requireDevice(tx, rolloutId, deviceId);
  });
}

/** Puts failed devices of a rollout that the caller has locked back in line: one, or all. Answers how many. */
export async function retryLocked(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  { deviceId, reason }: { deviceId: string | null; reason: string | undefined },
): Promise<number> {
  const retried = await retryFailed(tx, rollout.id, deviceId, ctx.clock.now());
  await trimAcceptedFailures(tx, rollout.id);
  recordDevices(ctx, tx, rollout, { type: "device_retried", devices: retried, data: withReason(reason) });
  return retried.length;
}

function notRetriable(device: RolloutDeviceView): DomainError {
  const states: DeviceStatus[] = ["failed", "rolledBack"];
  if (states.includes(device.status) && device.hasFailed) {
    return new DomainError("CONFLICT", "This device is on its way back, or its batch is not going on: not now.");
  }
  return new DomainError("WRONG_STATE", `This device is ${device.status}; only one that failed can be retried.`, {
    allowedStates: states,
  });
}
