import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { deviceActionInput } from "#lib/rollouts/input.ts";
import { recordRollbacksOffered } from "#lib/rollouts/record-events.ts";
import { transition } from "#lib/rollouts/rules/transitions.ts";
import { requireDevice } from "#lib/rollouts/store-list.ts";
import { offerRollbacks } from "#lib/rollouts/store-offers.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import type { RolloutDeviceView } from "#lib/rollouts/view.ts";

/** Offers one device its way back to what it ran before. */
export async function rollBackDevice(ctx: Context, rawInput: unknown): Promise<RolloutDeviceView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { rolloutId, deviceId, reason } = parseInput(deviceActionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    transition(rollout, "rollBackDevice");
    const device = await requireDevice(tx, rolloutId, deviceId);
    refuseUntouched(device);
    // In the middle of an update, the device's batch waits for it: then silence must end that.
    const isAwaited = device.status === "updating";
    const offered = await offerRollbacks(tx, rollout, { deviceIds: [deviceId], isAwaited }, ctx.clock.now());
    if (offered.length === 0) throw noWayBack();
    recordRollbacksOffered(ctx, tx, rollout, offered, reason);
    return requireDevice(tx, rolloutId, deviceId);
  });
}

const touched = ["updating", "healthy", "failed"];

function refuseUntouched(device: RolloutDeviceView): void {
  if (touched.includes(device.status)) return;
  throw new DomainError("WRONG_STATE", `This device is ${device.status}, so there is nothing to take back.`, {
    allowedStates: touched,
  });
}

function noWayBack(): DomainError {
  return new DomainError(
    "CONFLICT",
    "This device cannot be rolled back now: what it ran before is not known or held back, or something else is under way on it.",
  );
}
