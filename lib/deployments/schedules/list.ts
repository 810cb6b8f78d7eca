import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listSchedulesInput } from "#lib/deployments/schedules/input.ts";
import { toScheduleView } from "#lib/deployments/schedules/show.ts";
import { selectSchedules } from "#lib/deployments/schedules/store.ts";
import type { ScheduleView } from "#lib/deployments/schedules/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, type Page, toPage } from "#lib/kernel/page.ts";

const scheduleCursor = z.tuple([z.string(), z.uuid()]);

/** Pages through the schedules by name, each with its next times. */
export async function listSchedules(ctx: Context, rawInput: unknown): Promise<Page<ScheduleView>> {
  requirePermission(ctx.actor, "deployments:read");
  const { cursor, limit } = parseInput(listSchedulesInput, rawInput);
  const last = decodeCursor(cursor, scheduleCursor);

  const now = ctx.clock.now();
  return toPage(
    await selectSchedules(ctx.db, { after: last && { name: last[0], id: last[1] }, limit }),
    limit,
    (schedule) => toScheduleView(schedule, now),
    (schedule) => [schedule.name, schedule.id],
  );
}
