import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createDeployment } from "#lib/deployments/create.ts";
import { scheduleDeploymentInput } from "#lib/deployments/queue/input.ts";
import { requireQueueItem } from "#lib/deployments/queue/list.ts";
import { readStartTime } from "#lib/deployments/queue/read-start-time.ts";
import { findEntry } from "#lib/deployments/queue/store.ts";
import type { QueueItemView } from "#lib/deployments/queue/view.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput, withAliases } from "#lib/kernel/input.ts";
import { DEPLOY_ALIASES } from "#lib/templates/input.ts";

/** Makes a deployment that starts at a time. Everything is checked now; windows and approvals hold at that time too. */
export async function scheduleDeployment(ctx: Context, rawInput: unknown): Promise<QueueItemView> {
  requirePermission(ctx.actor, "deployments:write");
  const { scheduledAt, timeZone, ...wish } = parseInput(scheduleDeploymentInput, withAliases(rawInput, DEPLOY_ALIASES));

  return inTransaction(ctx, async (tx) => {
    const zone = timeZone ?? (await requireEnvironment(tx, wish.environment)).timeZone;
    const { id } = await createDeployment(ctx, tx, {
      ...wish,
      scheduledAt: readStartTime(scheduledAt, zone, ctx.clock.now()),
      timeZone: zone,
      trigger: { kind: ctx.actor.kind === "user" ? "manual" : "api" },
    });
    const entry = await findEntry(tx, id);
    if (entry === null) throw notFound("place in the line");
    return requireQueueItem(ctx, tx, entry.id);
  });
}
