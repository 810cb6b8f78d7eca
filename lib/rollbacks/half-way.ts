import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import type { RollbackContext, StageName } from "#lib/rollbacks/context.ts";
import { decideHalfWayInput } from "#lib/rollbacks/input.ts";
import { openMachines } from "#lib/rollbacks/machine.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import type { ExecutionRecord, PlanRecord } from "#lib/rollbacks/record.ts";
import { refuseWrongState, type PlanCommand } from "#lib/rollbacks/rules/plan.ts";
import { showPlan } from "#lib/rollbacks/show.ts";
import { findNewestExecution, lockMachineOf, saveExecution, selectRounds } from "#lib/rollbacks/store-executions.ts";
import { readWhereabouts } from "#lib/rollbacks/store-progress.ts";
import { lockPlan, savePlanStatus } from "#lib/rollbacks/store.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";
import { cancelLocked } from "#lib/rollouts/cancel.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { isAllowed } from "#lib/rollouts/rules/transitions.ts";
import { resumeLocked } from "#lib/rollouts/resume.ts";
import { retryLocked } from "#lib/rollouts/retry.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import { command } from "#lib/stages/rules/commands.ts";
import type { MachineRecord, StageRecord } from "#lib/stages/rules/machine.ts";

/** Tries again what stands half-way: the devices that failed are asked once more. */
export function retryRollback(ctx: Context, rawInput: unknown): Promise<PlanView> {
  return decideHalfWay(ctx, rawInput, "retry", async (tx, { rollout, execution, reason }) => {
    const isResumed = rollout?.status === "paused";
    if (isResumed) {
      await retryLocked(ctx, tx, rollout, { deviceId: null, reason });
      await resumeLocked(ctx, tx, await lockRollout(tx, rollout.id), reason);
    }
    await goOn(ctx, tx, execution, (machine) => ({
      ...machine,
      // A rollout that is over cannot ask anybody again: another one is made.
      context: { ...machine.context, retries: machine.context.retries + (isResumed ? 0 : 1) },
      // What was found to be left is carried once more, not only looked at.
      stages: machine.stages.map((stage) => (stage.name === "carry" ? asPending(stage) : stage)),
    }));
  });
}

/** Goes on without the devices that failed: they keep what they have. */
export function goOnWithoutFailed(ctx: Context, rawInput: unknown): Promise<PlanView> {
  return decideHalfWay(ctx, rawInput, "goOnWithout", async (tx, { rollout, execution, reason }) => {
    if (rollout?.status === "paused") await resumeLocked(ctx, tx, rollout, reason);
    await goOn(ctx, tx, execution, (machine) => ({
      ...machine,
      context: { ...machine.context, acceptsFailures: true },
    }));
  });
}

/** Leaves everything where it is, and ends the plan with a report of what is where. The version stays held. */
export function giveUpRollback(ctx: Context, rawInput: unknown): Promise<PlanView> {
  return decideHalfWay(ctx, rawInput, "giveUp", async (tx, { rollout, execution, plan, reason }) => {
    const why = reason ?? `Rollback plan #${plan.number} was given up.`;
    if (rollout !== null && isAllowed("cancel", rollout.status)) await cancelLocked(ctx, tx, rollout, why);
    const { product, deviceFilter, from, to } = plan.content;
    const place = { product, deviceFilter, from, to, executionId: execution.id };
    const outcome = await readWhereabouts(tx, place, freshnessOf(ctx));
    const statusReason = reason ?? plan.statusReason;
    const completedAt = ctx.clock.now();
    await saveExecution(tx, execution.id, { status: "failed", statusReason, completedAt, outcome });
    await savePlanStatus(tx, plan.id, { status: "failed", statusReason });
    recordRollbackEvent(ctx, tx, plan, "rollback_failed", {
      isHalfWay: true,
      whereabouts: outcome,
      ...(statusReason !== null && { reason: statusReason }),
    });
  });
}

interface HalfWay {
  plan: PlanRecord;
  execution: ExecutionRecord;
  /** The last rollout, locked; null where none was made. */
  rollout: RolloutRecord | null;
  reason: string | undefined;
}

async function decideHalfWay(
  ctx: Context,
  rawInput: unknown,
  wish: Extract<PlanCommand, "retry" | "goOnWithout" | "giveUp">,
  deed: (tx: Transaction, halfWay: HalfWay) => Promise<void>,
): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { planId, reason } = parseInput(decideHalfWayInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockMachineOf(tx, planId);
    const plan = await lockPlan(tx, planId);
    refuseWrongState(wish, plan);
    const execution = await findNewestExecution(tx, planId);
    if (execution?.status !== "needsDecision") {
      throw new DomainError("CONFLICT", "Somebody else has decided this moment. Load the plan again.");
    }
    const latest = (await selectRounds(tx, execution.id)).at(-1);
    const rollout = latest === undefined ? null : await lockRollout(tx, latest.id);
    await deed(tx, { plan, execution, rollout, reason: reason === "" ? undefined : reason });
    return showPlan(ctx, tx, planId);
  });
}

type Machine = MachineRecord<RollbackContext, StageName>;

async function goOn(
  ctx: Context,
  tx: Transaction,
  { machineId }: ExecutionRecord,
  change: (machine: Machine) => Machine,
): Promise<void> {
  await openMachines(ctx).changeIn(tx, machineId, (current, now) => {
    const retried = command("retry", current, null, now);
    return { ...retried, machine: change(retried.machine) };
  });
}

function asPending(stage: StageRecord<StageName>): StageRecord<StageName> {
  if (stage.status !== "completed") return stage;
  return { ...stage, status: "pending", attemptsBefore: stage.attempt, completedAt: null, completedOrder: null };
}
