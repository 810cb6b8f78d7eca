import type { Transaction } from "#lib/database/client.ts";
import { findFleetRow, insertFleet } from "#lib/devices/store-fleets.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";

/** Finds a fleet by its id or name and answers its id, or makes one of that name. Two callers get the same fleet. */
export async function ensureFleet(ctx: Context, tx: Transaction, idOrName: string): Promise<string> {
  const known = await findFleetRow(tx, idOrName);
  if (known) return known.id;
  const id = await insertFleet(tx, { name: idOrName, description: "" }, ctx.clock.now());
  if (id === null) return findFasterOne(tx, idOrName);
  recordEvent(ctx, tx, { type: "fleet_created", subject: { kind: "fleet", id }, data: { name: idOrName } });
  return id;
}

/** Somebody made it since we looked, and has committed. */
async function findFasterOne(tx: Transaction, name: string): Promise<string> {
  const fleet = await findFleetRow(tx, name);
  if (!fleet) throw notFound("fleet");
  return fleet.id;
}
