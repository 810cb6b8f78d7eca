import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { moveRollout } from "#lib/rollouts/move.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { sumCounts } from "#lib/rollouts/rules/rollout.ts";
import { explainKeepers } from "#lib/rollouts/store-offers.ts";
import { closeRolledBackBatches } from "#lib/rollouts/store-write.ts";

/** Ends a rollout that went well enough, or in which no device became healthy. */
export async function endRollout(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  { kind, reason }: { kind: "complete" | "fail"; reason: string },
): Promise<void> {
  await moveRollout(ctx, tx, rollout, {
    command: kind,
    event: kind === "complete" ? "rollout_completed" : "rollout_failed",
    statusReason: reason,
    data: { reason, toVersion: rollout.toVersion, counts: sumCounts(rollout.facts.batches) },
  });
}

const NO_WAY_BACK = {
  unknown: "keeps this release: nobody knows what it ran before",
  held: "keeps this release: what it ran before is held back",
};

/** Ends a rollback: every offer of a way back has been answered, or has met silence. */
export async function finishRollback(ctx: Context, tx: Transaction, rollout: RolloutRecord): Promise<void> {
  await explainKeepers(tx, rollout.id, NO_WAY_BACK, ctx.clock.now());
  await closeRolledBackBatches(tx, rollout.id, ctx.clock.now());
  await moveRollout(ctx, tx, rollout, {
    command: "finishRollback",
    event: "rollout_rolled_back",
    statusReason: rollout.statusReason,
    data: { counts: sumCounts(rollout.facts.batches) },
  });
}
