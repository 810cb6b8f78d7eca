import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { lockWaiting } from "#lib/deployments/queue/find-entry.ts";
import { rescheduleInput } from "#lib/deployments/queue/input.ts";
import { requireQueueItem } from "#lib/deployments/queue/list.ts";
import { readStartTime } from "#lib/deployments/queue/read-start-time.ts";
import { recordQueueEvent } from "#lib/deployments/queue/record-events.ts";
import { saveTime } from "#lib/deployments/queue/store.ts";
import type { QueueItemView } from "#lib/deployments/queue/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Moves a waiting deployment to another time. Windows, freezes and approvals hold there as they do here. */
export async function rescheduleInQueue(ctx: Context, rawInput: unknown): Promise<QueueItemView> {
  requirePermission(ctx.actor, "deployments:write");
  const { queueId, ...input } = parseInput(rescheduleInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const entry = await lockWaiting(tx, queueId);
    const timeZone = input.timeZone ?? entry.timeZone;
    const scheduledAt = input.scheduledAt === null ? null : readStartTime(input.scheduledAt, timeZone, ctx.clock.now());
    await saveTime(tx, entry.id, { scheduledAt, timeZone });
    await recordQueueEvent(ctx, tx, entry, "deployment_rescheduled", {
      before: entry.scheduledAt?.toISOString() ?? null,
      after: scheduledAt?.toISOString() ?? null,
      timeZone,
    });
    return requireQueueItem(ctx, tx, entry.id);
  });
}
