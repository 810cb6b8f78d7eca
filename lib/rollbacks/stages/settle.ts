import { inTransaction } from "#lib/database/transaction.ts";
import { insertLog } from "#lib/deployments/store.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { RollbackContext, StageName } from "#lib/rollbacks/context.ts";
import { describeWhereabouts } from "#lib/rollbacks/rules/whereabouts.ts";
import { saveExecution } from "#lib/rollbacks/store-executions.ts";
import { readWhereabouts } from "#lib/rollbacks/store-progress.ts";
import type { StageHandler } from "#lib/stages/types.ts";

/** Writes down how it ended: with the execution, and in the log of the deployment that was taken back. */
export function settleStage(ctx: Context): StageHandler<RollbackContext, StageName> {
  return {
    async run({ context, attempt }) {
      const { executionId, deployment, number, from } = context;
      const outcome = await readWhereabouts(ctx.db, context, freshnessOf(ctx));
      await inTransaction(ctx, async (tx) => {
        await saveExecution(tx, executionId, { outcome });
        // A line that is there twice after a crash does no harm; a missing one would.
        if (deployment === null || attempt > 1) return;
        const message = `Rollback plan #${number}: ${describeWhereabouts(outcome, from.version)}`;
        await insertLog(tx, deployment.id, { stage: null, level: "info", message, data: {} }, ctx.clock.now());
      });
      return { kind: "completed", output: { outcome } };
    },
  };
}
