import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { deviceIdInput } from "#lib/devices/input.ts";
import { selectActions } from "#lib/devices/store-actions.ts";
import { findHealth } from "#lib/devices/store-health.ts";
import { findDeviceRow } from "#lib/devices/store.ts";
import type { DeviceDetailView, DeviceView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

const RECENT_ACTIONS_MAX = 10;

/** Reads a device, what it runs, how it is, and its last actions. Throws NOT_FOUND. */
export async function getDevice(ctx: Context, rawInput: unknown): Promise<DeviceDetailView> {
  requirePermission(ctx.actor, "devices:read");
  const { deviceId } = parseInput(deviceIdInput, rawInput);
  const device = await requireDevice(ctx, ctx.db, deviceId);
  const [health, actions] = await Promise.all([
    findHealth(ctx.db, deviceId),
    selectActions(ctx.db, { deviceId, beforeId: null, limit: RECENT_ACTIONS_MAX }),
  ]);
  return { ...device, health, recentActions: actions.slice(0, RECENT_ACTIONS_MAX) };
}

/** Reads a device without asking for permission. Throws NOT_FOUND. */
export async function requireDevice(ctx: Context, db: Queryable, deviceId: string): Promise<DeviceView> {
  const device = await findDeviceRow(db, deviceId, freshnessOf(ctx));
  if (!device) throw notFound("device");
  return device;
}
