import { requirePermission } from "#lib/access/require-permission.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { countSelected, sampleSelected } from "#lib/devices/store-selection.ts";
import { previewDevicesInput } from "#lib/environments/input.ts";
import { findUnknownFleets } from "#lib/environments/store.ts";
import type { DevicesPreview } from "#lib/environments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

const DEVICES_SHOWN = 10;

/** Shows which devices a filter means now. Changes nothing. */
export async function previewDevices(ctx: Context, rawInput: unknown): Promise<DevicesPreview> {
  requirePermission(ctx.actor, "environments:read");
  const { deviceFilter } = parseInput(previewDevicesInput, rawInput);
  const freshness = freshnessOf(ctx);
  const [total, sample, unknownFleets] = await Promise.all([
    countSelected(ctx.db, deviceFilter, freshness),
    sampleSelected(ctx.db, deviceFilter, freshness, DEVICES_SHOWN),
    findUnknownFleets(ctx.db, deviceFilter.fleets ?? []),
  ]);
  return { total, sample, unknownFleets };
}
