import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireFleet } from "#lib/devices/get-fleet.ts";
import { createFleetInput } from "#lib/devices/input.ts";
import { refuseSharedTenant } from "#lib/devices/refuse-shared-tenant.ts";
import { insertFleet } from "#lib/devices/store-fleets.ts";
import type { FleetView } from "#lib/devices/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseUnknownChannel } from "#lib/products/refuse-unknown-channel.ts";

/** Makes a fleet. CONFLICT where there is one of that name. */
export async function createFleet(ctx: Context, rawInput: unknown): Promise<FleetView> {
  requirePermission(ctx.actor, "fleets:write");
  const input = parseInput(createFleetInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    if (input.tenant !== null) await refuseSharedTenant(tx, input.tenant, null);
    if (input.channel !== null) await refuseUnknownChannel(tx, input.channel);
    const id = await insertFleet(tx, input, ctx.clock.now());
    if (id === null) throw new DomainError("CONFLICT", `There already is a fleet called ${input.name}.`);
    recordEvent(ctx, tx, { type: "fleet_created", subject: { kind: "fleet", id }, data: { name: input.name } });
    return requireFleet(ctx, tx, id);
  });
}
