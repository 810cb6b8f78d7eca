import { requirePermission } from "#lib/access/require-permission.ts";
import { outlookOf } from "#lib/check-in/rules/outlook.ts";
import { selectComing, selectOpenActions, selectParts } from "#lib/check-in/store-outlook.ts";
import type { OutlookView } from "#lib/check-in/view.ts";
import { requireDevice } from "#lib/devices/find.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { deviceIdInput } from "#lib/devices/input.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Tells what a device is offered and why, or why it is offered nothing. Throws NOT_FOUND. */
export async function explainDevice(ctx: Context, rawInput: unknown): Promise<{ items: OutlookView[] }> {
  requirePermission(ctx.actor, "devices:read");
  const { deviceId } = parseInput(deviceIdInput, rawInput);
  const device = await requireDevice(ctx, ctx.db, deviceId);

  const freshness = freshnessOf(ctx);
  const [actions, parts, coming] = await Promise.all([
    selectOpenActions(ctx.db, deviceId),
    selectParts(ctx.db, deviceId, freshness.now),
    selectComing(ctx.db, deviceId, freshness),
  ]);
  const told = outlookOf({
    isRetired: device.retiredAt !== null,
    isOnline: device.online,
    actions,
    parts,
    coming,
  });
  return { items: told.map((item) => ({ ...item, until: item.until?.toISOString() ?? null })) };
}
