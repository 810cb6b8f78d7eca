import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { ensureFleet } from "#lib/devices/ensure-fleet.ts";
import { createDeviceInput, createDevicesInput } from "#lib/devices/input.ts";
import { registerDevices } from "#lib/devices/register.ts";
import type { NewDeviceView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseUnknownChannel } from "#lib/products/refuse-unknown-channel.ts";

/** Registers a device. Its token is in the answer and nowhere else; its fleet is made where there is none. */
export async function createDevice(ctx: Context, rawInput: unknown): Promise<NewDeviceView> {
  requirePermission(ctx.actor, "devices:write");
  const input = parseInput(createDeviceInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const fleetId = input.fleet === undefined ? null : await ensureFleet(ctx, tx, input.fleet);
    if (input.channel !== undefined) await refuseUnknownChannel(tx, input.channel);
    const [device] = await registerDevices(ctx, tx, [{ ...input, fleetId }]);
    if (!device) throw new Error("A device that was registered is not in the answer.");
    return device;
  });
}

/** Registers up to a thousand devices: all of them or, when one is refused, none. */
export async function createDevices(ctx: Context, rawInput: unknown): Promise<{ items: NewDeviceView[] }> {
  requirePermission(ctx.actor, "devices:write");
  const { devices } = parseInput(createDevicesInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const fleetIds = new Map<string, string>();
    // In one order for everybody, so that two callers who make the same fleets do not wait for each other in a ring.
    for (const name of [...new Set(devices.flatMap(({ fleet }) => fleet ?? []))].sort()) {
      fleetIds.set(name, await ensureFleet(ctx, tx, name));
    }
    for (const [index, { channel }] of devices.entries()) {
      if (channel !== undefined) await refuseUnknownChannel(tx, channel, `devices.${index}.channel`);
    }
    const drafts = devices.map((device) => ({ ...device, fleetId: fleetIds.get(device.fleet ?? "") ?? null }));
    return { items: await registerDevices(ctx, tx, drafts) };
  });
}
