import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { moveDistribution } from "#lib/updates/move-distribution.ts";
import { nextChangeAt } from "#lib/updates/rules/share.ts";
import { mayDoWith } from "#lib/updates/rules/transitions.ts";
import { lockDistribution, selectMovingDistributions } from "#lib/updates/store-distributions.ts";

/**
 * Notes that scheduled distributions began. Nobody waits for that: the share follows the clock. Returns when the next
 * one changes by itself.
 */
export async function advanceDistributions(ctx: Context): Promise<Date | null> {
  const now = ctx.clock.now();
  let until: Date | null = null;
  for (const { id, status, startsAt, ...facts } of await selectMovingDistributions(ctx.db)) {
    if (status === "scheduled" && startsAt !== null && startsAt <= now) await start(ctx, id);
    const next = nextChangeAt({ ...facts, status, startsAt }, now);
    if (next !== null && (until === null || next < until)) until = next;
  }
  return until;
}

async function start(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const record = await lockDistribution(tx, id);
    // Somebody else may have been faster, or it was paused meanwhile.
    if (record === null || !mayDoWith("start", record.status)) return;
    await moveDistribution(ctx, tx, record, "start", null);
  });
}
