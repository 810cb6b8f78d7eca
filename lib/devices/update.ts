import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { ensureFleet } from "#lib/devices/ensure-fleet.ts";
import { requireDevice } from "#lib/devices/find.ts";
import { updateDeviceInput } from "#lib/devices/input.ts";
import { lockDevice, saveDevice } from "#lib/devices/store.ts";
import { refuseUnknownChannel } from "#lib/products/refuse-unknown-channel.ts";
import type { DeviceView } from "#lib/devices/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes what is known of a device and how it is spoken to. A rollout that was planned keeps the devices that it has. */
export async function updateDevice(ctx: Context, rawInput: unknown): Promise<DeviceView> {
  requirePermission(ctx.actor, "devices:write");
  const { deviceId, fleet, ...change } = parseInput(updateDeviceInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    // The fleet comes first: everybody who needs both locks a fleet before a device.
    const fleetId = fleet === undefined || fleet === null ? fleet : await ensureFleet(ctx, tx, fleet);
    if (!(await lockDevice(tx, deviceId))) throw notFound("device");
    const before = await requireDevice(ctx, tx, deviceId);
    if (change.channel) await refuseUnknownChannel(tx, change.channel);
    await saveDevice(tx, deviceId, { ...change, fleetId });
    const after = await requireDevice(ctx, tx, deviceId);
    recordEvent(ctx, tx, {
      type: "device_details_changed",
      subject: { kind: "device", id: deviceId },
      data: { before: editable(before), after: editable(after) },
    });
    return after;
  });
}

function editable(device: DeviceView): Record<string, unknown> {
  const { name, fleet, tags, attributes, pollSeconds, understandsSkip, channel } = device;
  return { name, fleet: fleet?.name ?? null, tags, attributes, pollSeconds, understandsSkip, channel };
}
