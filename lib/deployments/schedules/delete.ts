import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireSchedule } from "#lib/deployments/schedules/find.ts";
import { scheduleIdInput } from "#lib/deployments/schedules/input.ts";
import { recordScheduleEvent } from "#lib/deployments/schedules/record-events.ts";
import { lockSchedule, removeSchedule } from "#lib/deployments/schedules/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Ends a schedule; what it has made goes on. */
export async function deleteSchedule(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "deployments:write");
  const { scheduleId } = parseInput(scheduleIdInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    await lockSchedule(tx, scheduleId);
    const schedule = await requireSchedule(tx, scheduleId);
    await removeSchedule(tx, scheduleId, ctx.clock.now());
    recordScheduleEvent(ctx, tx, schedule, "schedule_deleted");
  });
}
