import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireDevice } from "#lib/devices/find.ts";
import { listDeviceActionsInput } from "#lib/devices/input.ts";
import { selectActions } from "#lib/devices/store-actions.ts";
import type { DeviceActionView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const actionCursor = z.tuple([z.int()]);

/** Pages through what a device was told to do, the newest first. */
export async function listDeviceActions(ctx: Context, rawInput: unknown): Promise<Page<DeviceActionView>> {
  requirePermission(ctx.actor, "devices:read");
  const { deviceId, limit, cursor } = parseInput(listDeviceActionsInput, rawInput);
  const [beforeId] = decodeCursor(cursor, actionCursor) ?? [null];

  await requireDevice(ctx, ctx.db, deviceId);
  return toPage(
    await selectActions(ctx.db, { deviceId, beforeId, limit }),
    limit,
    (action) => action,
    (action) => [action.id],
  );
}
