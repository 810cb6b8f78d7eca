import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { lockWaiting } from "#lib/deployments/queue/find-entry.ts";
import { prioritizeInput } from "#lib/deployments/queue/input.ts";
import { requireQueueItem } from "#lib/deployments/queue/list.ts";
import { recordQueueEvent } from "#lib/deployments/queue/record-events.ts";
import { savePriority } from "#lib/deployments/queue/store.ts";
import type { QueueItemView } from "#lib/deployments/queue/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Lets a waiting deployment come sooner or later in the line. */
export async function prioritizeInQueue(ctx: Context, rawInput: unknown): Promise<QueueItemView> {
  requirePermission(ctx.actor, "deployments:write");
  const { queueId, priority } = parseInput(prioritizeInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const entry = await lockWaiting(tx, queueId);
    if (entry.priority !== priority) {
      await savePriority(tx, entry, priority);
      await recordQueueEvent(ctx, tx, entry, "deployment_reprioritized", { before: entry.priority, after: priority });
    }
    return requireQueueItem(ctx, tx, entry.id);
  });
}
