import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { deviceActionInput } from "#lib/rollouts/input.ts";
import { recordDevices } from "#lib/rollouts/record-events.ts";
import { transition } from "#lib/rollouts/rules/transitions.ts";
import { requireDevice } from "#lib/rollouts/store-list.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import { leaveOut } from "#lib/rollouts/store-write.ts";
import type { RolloutDeviceView } from "#lib/rollouts/view.ts";

const LEFT_OUT = "left out by hand";

/**
 * Leaves one device out of a rollout that goes on without it: one that has not begun, or that waits for its user, its
 * restart or its window. What it was offered is withdrawn.
 */
export async function leaveOutDevice(ctx: Context, rawInput: unknown): Promise<RolloutDeviceView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { rolloutId, deviceId, reason } = parseInput(deviceActionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    transition(rollout, "leaveOutDevice");
    const device = await requireDevice(tx, rolloutId, deviceId);
    const why = reason === undefined ? LEFT_OUT : `${LEFT_OUT}: ${reason}`;
    const left = await leaveOut(tx, { rolloutId, deviceId, reason: why }, ctx.clock.now());
    if (left === null) throw atWork(device);
    recordDevices(ctx, tx, rollout, { type: "device_skipped", devices: [left], data: { reason: why } });
    return requireDevice(tx, rolloutId, deviceId);
  });
}

function atWork({ status }: RolloutDeviceView): DomainError {
  return new DomainError(
    "WRONG_STATE",
    `This device is ${status}. One that has not begun can be left out, or one that waits for something.`,
    { allowedStates: ["pending", "scheduled"] },
  );
}
