import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { listRolloutDevicesInput, rolloutIdInput } from "#lib/rollouts/input.ts";
import { selectDevices, selectGrid } from "#lib/rollouts/store-list.ts";
import { requireRollout, selectBatchSizes } from "#lib/rollouts/store-read.ts";
import type { GridView, RolloutDeviceView } from "#lib/rollouts/view.ts";

const positionCursor = z.tuple([z.int().max(2_147_483_647)]);

/** Pages through the devices of a rollout in the order of their positions. Empty until the rollout is planned. */
export async function listRolloutDevices(ctx: Context, rawInput: unknown): Promise<Page<RolloutDeviceView>> {
  requirePermission(ctx.actor, "rollouts:read");
  const input = parseInput(listRolloutDevicesInput, rawInput);
  const [after] = decodeCursor(input.cursor, positionCursor) ?? [null];

  await requireRollout(ctx.db, input.rolloutId);
  const devices = await selectDevices(ctx.db, input, after);
  return toPage(
    devices,
    input.limit,
    (device) => device,
    (device) => [device.position],
  );
}

/** Shows every device of a rollout as one letter, for a picture of the whole fleet. */
export async function showGrid(ctx: Context, rawInput: unknown): Promise<GridView> {
  requirePermission(ctx.actor, "rollouts:read");
  const { rolloutId } = parseInput(rolloutIdInput, rawInput);

  await requireRollout(ctx.db, rolloutId);
  const [statuses, sizes] = await Promise.all([selectGrid(ctx.db, rolloutId), selectBatchSizes(ctx.db, rolloutId)]);
  let start = 0;
  const batches = sizes.map((batch) => {
    const shown = { ...batch, start };
    start += batch.deviceCount;
    return shown;
  });
  return { statuses, batches };
}
