import { requirePermission } from "#lib/access/require-permission.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { countDevicesInput } from "#lib/devices/input.ts";
import { countListed } from "#lib/devices/store-list.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Counts the devices that the list would show under the same conditions. */
export async function countDevices(ctx: Context, rawInput: unknown): Promise<{ count: number }> {
  requirePermission(ctx.actor, "devices:read");
  const conditions = parseInput(countDevicesInput, rawInput);
  return { count: await countListed(ctx.db, { ...conditions, freshness: freshnessOf(ctx) }) };
}
