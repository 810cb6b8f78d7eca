import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { listStopsInput } from "#lib/calendar/input.ts";
import { selectStops } from "#lib/calendar/store-stops.ts";
import type { LineStopView } from "#lib/calendar/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, type Page, toPage } from "#lib/kernel/page.ts";

const stopCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through the stops that hold, or through those that were lifted, the newest first. */
export async function listStops(ctx: Context, rawInput: unknown): Promise<Page<LineStopView>> {
  requirePermission(ctx.actor, "deployments:read");
  const { cursor, limit, open } = parseInput(listStopsInput, rawInput);
  const last = decodeCursor(cursor, stopCursor);

  return toPage(
    await selectStops(ctx.db, {
      isOpen: open,
      reach: reachOf(ctx.actor),
      after: last && { stoppedAt: new Date(last[0]), id: last[1] },
      limit,
    }),
    limit,
    (stop) => stop,
    (stop) => [stop.stoppedAt, stop.id],
  );
}
