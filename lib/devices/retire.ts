import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireDevice } from "#lib/devices/find.ts";
import { retireDeviceInput } from "#lib/devices/input.ts";
import { recordLeft } from "#lib/devices/record-left.ts";
import { RETIRED_REASON, saveRetirement } from "#lib/devices/store-retire.ts";
import type { DeviceView } from "#lib/devices/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Retires a device: its token opens nothing any more, and no rollout waits for it. Its history stays. */
export async function retireDevice(ctx: Context, rawInput: unknown): Promise<DeviceView> {
  requirePermission(ctx.actor, "devices:write");
  const { deviceId, reason } = parseInput(retireDeviceInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const { name } = await requireDevice(ctx, tx, deviceId);
    const left = await saveRetirement(tx, deviceId, ctx.clock.now());
    if (left === null) {
      throw new DomainError("WRONG_STATE", `The device ${name} is retired already.`, { allowedStates: ["active"] });
    }
    recordEvent(ctx, tx, {
      type: "device_retired",
      subject: { kind: "device", id: deviceId },
      data: { name, reason: reason ?? null },
    });
    recordLeft(ctx, tx, { deviceId, left, reason: RETIRED_REASON });
    return requireDevice(ctx, tx, deviceId);
  });
}
