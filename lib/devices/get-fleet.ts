import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { fleetIdInput } from "#lib/devices/input.ts";
import { findFleetRow, selectFleets } from "#lib/devices/store-fleets.ts";
import type { FleetView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Reads a fleet with its counts, by its id or name. Throws NOT_FOUND. */
export async function getFleet(ctx: Context, rawInput: unknown): Promise<FleetView> {
  requirePermission(ctx.actor, "fleets:read");
  const { fleetId } = parseInput(fleetIdInput, rawInput);
  return requireFleet(ctx, ctx.db, fleetId);
}

/** Reads a fleet without asking for permission. Throws NOT_FOUND. */
export async function requireFleet(ctx: Context, db: Queryable, idOrName: string): Promise<FleetView> {
  const row = await findFleetRow(db, idOrName);
  const [fleet] = row
    ? await selectFleets(db, { id: row.id, freshness: freshnessOf(ctx), afterName: null, limit: 1 })
    : [];
  if (!fleet) throw notFound("fleet");
  return fleet;
}
