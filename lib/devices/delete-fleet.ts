import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireFleet } from "#lib/devices/get-fleet.ts";
import { fleetIdInput } from "#lib/devices/input.ts";
import { countDevicesOf, listPoliciesNaming, lockFleet, removeFleet } from "#lib/devices/store-fleets.ts";
import type { FleetView } from "#lib/devices/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Deletes a fleet that has no devices and that no policy selects. CONFLICT names what still needs it. */
export async function deleteFleet(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "fleets:write");
  const { fleetId } = parseInput(fleetIdInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    const fleet = await requireFleet(ctx, tx, fleetId);
    // A device that joins at this moment waits for the lock, and then finds no fleet.
    await lockFleet(tx, fleet.id);
    await refuseWhileUsed(tx, fleet);
    await removeFleet(tx, fleet.id);
    recordEvent(ctx, tx, {
      type: "fleet_deleted",
      subject: { kind: "fleet", id: fleet.id },
      data: { name: fleet.name },
    });
  });
}

async function refuseWhileUsed(tx: Transaction, fleet: FleetView): Promise<void> {
  const devices = await countDevicesOf(tx, fleet.id);
  if (devices > 0) {
    const count = devices === 1 ? "a device" : `${devices} devices`;
    throw new DomainError("CONFLICT", `The fleet ${fleet.name} still has ${count}. Move or retire them first.`);
  }
  const policies = await listPoliciesNaming(tx, [fleet.name, fleet.id]);
  if (policies.length > 0) {
    throw new DomainError("CONFLICT", `The fleet ${fleet.name} is selected by policies: ${policies.join(", ")}.`);
  }
}
