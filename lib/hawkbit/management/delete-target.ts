import type { Transaction } from "#lib/database/client.ts";
import { recordLeft } from "#lib/devices/record-left.ts";
import { saveRetirement } from "#lib/devices/store-retire.ts";
import { recordEvent } from "#lib/events/record.ts";
import { deleteDeviceRow } from "#lib/hawkbit/management/store-targets.ts";
import type { Context } from "#lib/kernel/context.ts";

const DELETED_REASON = "device deleted";

/**
 * Deletes a device in whatever state it is, with its actions. No rollout waits for it any more; what it did in rollouts
 * stays counted there. Its name is free again, as scripts that make and delete the same target expect.
 */
export async function removeTarget(
  ctx: Context,
  tx: Transaction,
  device: { id: string; name: string; tenant: string; controllerId: string },
): Promise<void> {
  const { id, name, tenant, controllerId } = device;
  const left = (await saveRetirement(tx, id, ctx.clock.now(), DELETED_REASON)) ?? [];
  await deleteDeviceRow(tx, id);
  recordEvent(ctx, tx, {
    type: "device_deleted",
    subject: { kind: "device", id },
    data: { name, tenant, controllerId },
  });
  recordLeft(ctx, tx, { deviceId: id, left, reason: DELETED_REASON });
}
