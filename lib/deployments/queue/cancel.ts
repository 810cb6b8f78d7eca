import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { cancelQueued } from "#lib/deployments/queue/end-queued.ts";
import { lockWaiting } from "#lib/deployments/queue/find-entry.ts";
import { cancelQueuedInput } from "#lib/deployments/queue/input.ts";
import { requireQueueItem } from "#lib/deployments/queue/list.ts";
import { followDeployments } from "#lib/deployments/queue/store.ts";
import type { QueueItemView } from "#lib/deployments/queue/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Takes a deployment out of the line; it never starts. */
export async function cancelInQueue(ctx: Context, rawInput: unknown): Promise<QueueItemView> {
  requirePermission(ctx.actor, "deployments:write");
  const { queueId, reason } = parseInput(cancelQueuedInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const entry = await lockWaiting(tx, queueId);
    if (!(await cancelQueued(ctx, tx, entry.deploymentId, reason || null))) {
      throw new DomainError("WRONG_STATE", "It waits no more: it runs already, or is over.", {
        allowedStates: ["queued"],
      });
    }
    await followDeployments(tx);
    return requireQueueItem(ctx, tx, entry.id);
  });
}
