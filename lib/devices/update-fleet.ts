import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireFleet } from "#lib/devices/get-fleet.ts";
import { updateFleetInput } from "#lib/devices/input.ts";
import { refuseSharedTenant } from "#lib/devices/refuse-shared-tenant.ts";
import { findFleetRow, listPoliciesNaming, lockFleet, saveFleet } from "#lib/devices/store-fleets.ts";
import type { FleetView } from "#lib/devices/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseUnknownChannel } from "#lib/products/refuse-unknown-channel.ts";

/** Changes a fleet. A name that policies select by cannot change below them. */
export async function updateFleet(ctx: Context, rawInput: unknown): Promise<FleetView> {
  requirePermission(ctx.actor, "fleets:write");
  const { fleetId, ...change } = parseInput(updateFleetInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const { id } = await requireFleet(ctx, tx, fleetId);
    await lockFleet(tx, id);
    const before = await requireFleet(ctx, tx, id);
    if (change.name !== undefined && change.name !== before.name) await refuseRename(tx, before, change.name);
    if (change.tenant) await refuseSharedTenant(tx, change.tenant, id);
    if (change.channel) await refuseUnknownChannel(tx, change.channel);
    await saveFleet(tx, id, change);
    const after = await requireFleet(ctx, tx, id);
    recordEvent(ctx, tx, {
      type: "fleet_updated",
      subject: { kind: "fleet", id },
      data: { before: editable(before), after: editable(after) },
    });
    return after;
  });
}

function editable({ name, description, tenant, channel }: FleetView): Record<string, unknown> {
  return { name, description, tenant, channel };
}

async function refuseRename(tx: Transaction, fleet: FleetView, name: string): Promise<void> {
  const policies = await listPoliciesNaming(tx, [fleet.name]);
  if (policies.length > 0) {
    throw new DomainError(
      "CONFLICT",
      `Policies select the fleet by the name ${fleet.name}: ${policies.join(", ")}. Let them name its id first.`,
    );
  }
  const other = await findFleetRow(tx, name);
  if (other && other.id !== fleet.id) throw new DomainError("CONFLICT", `There already is a fleet called ${name}.`);
}
