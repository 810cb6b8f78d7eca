import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { listFleetsInput } from "#lib/devices/input.ts";
import { selectFleets } from "#lib/devices/store-fleets.ts";
import type { FleetView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const fleetCursor = z.tuple([z.string()]);

/** Pages through the fleets by name, with the counts of their devices. */
export async function listFleets(ctx: Context, rawInput: unknown): Promise<Page<FleetView>> {
  requirePermission(ctx.actor, "fleets:read");
  const { cursor, ...query } = parseInput(listFleetsInput, rawInput);
  const [afterName] = decodeCursor(cursor, fleetCursor) ?? [null];

  return toPage(
    await selectFleets(ctx.db, { ...query, freshness: freshnessOf(ctx), afterName }),
    query.limit,
    (fleet) => fleet,
    (fleet) => [fleet.name],
  );
}
