import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { cancelPlanInput } from "#lib/rollbacks/input.ts";
import { defineRollback, openMachines } from "#lib/rollbacks/machine.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";
import { refuseWrongState } from "#lib/rollbacks/rules/plan.ts";
import { showPlan } from "#lib/rollbacks/show.ts";
import { findNewestExecution, lockMachineOf, selectRounds } from "#lib/rollbacks/store-executions.ts";
import { lockPlan, savePlanStatus } from "#lib/rollbacks/store.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";
import { cancelLocked } from "#lib/rollouts/cancel.ts";
import { isAllowed } from "#lib/rollouts/rules/transitions.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import { LEASE_SECONDS } from "#lib/stages/advance-machine.ts";
import { advance } from "#lib/stages/decide.ts";
import { command } from "#lib/stages/rules/commands.ts";

/** Ends a plan. One that is being carried out stops where it is: devices that went back stay there. */
export async function cancelRollbackPlan(ctx: Context, rawInput: unknown): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { planId, reason } = parseInput(cancelPlanInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockMachineOf(tx, planId);
    const plan = await lockPlan(tx, planId);
    refuseWrongState("cancel", plan);
    const statusReason = reason || null;
    if (plan.status === "executing") await cancelExecution(ctx, tx, plan, statusReason);
    else {
      await savePlanStatus(tx, planId, { status: "cancelled", statusReason });
      recordRollbackEvent(ctx, tx, plan, "rollback_plan_cancelled", reason ? { reason } : {});
    }
    return showPlan(ctx, tx, planId);
  });
}

async function cancelExecution(ctx: Context, tx: Transaction, plan: PlanRecord, reason: string | null): Promise<void> {
  const execution = await findNewestExecution(tx, plan.id);
  if (execution === null) return;
  const definition = defineRollback(ctx);
  await openMachines(ctx).changeIn(tx, execution.machineId, (current, now) => {
    const asked = command("cancel", current, reason, now);
    // Where nobody is at work it ends at once. A machine that is cancelled claims nothing.
    const ended = advance(asked.machine, definition, LEASE_SECONDS, now);
    return { ...ended, entries: [...asked.entries, ...ended.entries] };
  });
  for (const { id } of await selectRounds(tx, execution.id)) {
    const rollout = await lockRollout(tx, id);
    if (!isAllowed("cancel", rollout.status)) continue;
    await cancelLocked(ctx, tx, rollout, reason ?? `Rollback plan #${plan.number} was cancelled.`);
  }
}
