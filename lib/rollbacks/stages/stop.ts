import { inTransaction } from "#lib/database/transaction.ts";
import { cancelDeployment } from "#lib/deployments/cancel.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import type { RollbackContext, StageName } from "#lib/rollbacks/context.ts";
import { selectBringing } from "#lib/rollbacks/store-executions.ts";
import { countArriving } from "#lib/rollbacks/store-progress.ts";
import { cancelLocked } from "#lib/rollouts/cancel.ts";
import { isAllowed } from "#lib/rollouts/rules/transitions.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import type { StageHandler, StageOutcome } from "#lib/stages/types.ts";

const LOOK_SECONDS = 10;
/** Devices in the middle of the update are waited for so long; whoever arrives later goes back in another round. */
const ARRIVAL_SECONDS_MAX = 300;

/** Cancels whatever still brings the version to devices, and waits for those that nobody can stop any more. */
export function stopStage(ctx: Context): StageHandler<RollbackContext, StageName> {
  return {
    async run({ context, now, output }): Promise<StageOutcome<RollbackContext>> {
      const { product, environment, from, number } = context;
      const place = { productId: product.id, environmentId: environment?.id ?? null, from };
      const reason = `Rollback plan #${number} takes ${from.version} back.`;
      const bringing = await selectBringing(ctx.db, place);
      for (const { id } of bringing.deployments) await cancelOne(ctx, id, reason);
      for (const { id } of bringing.rollouts) {
        await inTransaction(ctx, async (tx) => {
          const rollout = await lockRollout(tx, id);
          if (isAllowed("cancel", rollout.status)) await cancelLocked(ctx, tx, rollout, reason);
        });
      }
      const since = typeof output?.since === "string" ? output.since : now.toISOString();
      const until = secondsAfter(now, LOOK_SECONDS);
      const open = await selectBringing(ctx.db, place);
      if (open.deployments.length > 0) {
        return { kind: "waiting", reason: "A deployment of it is being cancelled.", until, output: { since } };
      }
      const arriving = await countArriving(ctx.db, { productId: product.id, from });
      if (arriving > 0 && now < secondsAfter(new Date(since), ARRIVAL_SECONDS_MAX)) {
        const said = `Some devices are in the middle of the update to ${from.version}, and finish it first.`;
        return { kind: "waiting", reason: said, until, output: { since } };
      }
      return { kind: "completed", output: { since, arriving } };
    },
  };
}

/** One that has come to its end meanwhile has nothing to be cancelled. */
async function cancelOne(ctx: Context, deploymentId: string, reason: string): Promise<void> {
  try {
    await cancelDeployment(ctx, { deploymentId, reason });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "WRONG_STATE") throw error;
  }
}
