import { requirePermission } from "#lib/access/require-permission.ts";
import { triggerIdInput } from "#lib/ci/input.ts";
import { requireTrigger } from "#lib/ci/save-trigger.ts";
import { lockTrigger, removeTrigger } from "#lib/ci/store-triggers.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Removes a trigger; the deployments that it started go on. */
export async function deleteTrigger(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "deployments:write");
  const { triggerId } = parseInput(triggerIdInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    await lockTrigger(tx, triggerId);
    const { name, product } = await requireTrigger(tx, triggerId);
    await removeTrigger(tx, triggerId, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "ci_trigger_deleted",
      subject: { kind: "ciTrigger", id: triggerId },
      productId: product.id,
      data: { name },
    });
  });
}
