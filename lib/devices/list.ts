import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listDevicesInput } from "#lib/devices/input.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { selectDevicePlaces } from "#lib/devices/store-list.ts";
import { findDevicesByIds } from "#lib/devices/store.ts";
import type { DeviceView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, encodeCursor, type Page } from "#lib/kernel/page.ts";

const TIME = z.iso.datetime({ offset: true });
const cursorByText = z.tuple([z.string(), z.uuid()]);
const cursorByTime = z.tuple([TIME, z.uuid()]);

/** Pages through the devices by keyset, so that the last page of a large fleet costs what the first does. */
export async function listDevices(ctx: Context, rawInput: unknown): Promise<Page<DeviceView>> {
  requirePermission(ctx.actor, "devices:read");
  const { cursor, ...query } = parseInput(listDevicesInput, rawInput);
  const after = decodeCursor(cursor, query.sort.endsWith("name") ? cursorByText : cursorByTime);
  const freshness = freshnessOf(ctx);

  const places = await selectDevicePlaces(ctx.db, { ...query, after, freshness });
  const shown = places.slice(0, query.limit);
  const ids = shown.map(({ id }) => id);
  const last = places.length > query.limit ? shown.at(-1) : undefined;
  return {
    items: await findDevicesByIds(ctx.db, ids, freshness),
    nextCursor: last ? encodeCursor([last.value, last.id]) : null,
  };
}
