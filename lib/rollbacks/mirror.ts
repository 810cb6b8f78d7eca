import type { Transaction } from "#lib/database/client.ts";
import { standingOf } from "#lib/environments/rules/approval.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { RollbackContext, StageName } from "#lib/rollbacks/context.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";
import { selectCounting } from "#lib/rollbacks/store-approvals.ts";
import { saveExecution } from "#lib/rollbacks/store-executions.ts";
import { lockPlan, savePlanStatus } from "#lib/rollbacks/store.ts";
import type { Change } from "#lib/stages/rules/changes.ts";
import type { MachineRecord } from "#lib/stages/rules/machine.ts";

/** Until one of these has begun nothing was done, so that a failure leaves nothing half-way. */
const HARMLESS: ReadonlySet<StageName> = new Set<StageName>(["wait", "recheck"]);

/** Lets a plan and its execution follow a change of their machine. */
export async function mirror(
  ctx: Context,
  tx: Transaction,
  before: MachineRecord<RollbackContext, StageName>,
  { machine }: Change<RollbackContext, StageName>,
  now: Date,
): Promise<void> {
  const { context, status } = machine;
  if (status === before.status) return;
  const plan = await lockPlan(tx, context.planId);
  const statusReason = machine.statusReason;
  const why = statusReason === null ? {} : { reason: statusReason };
  switch (status) {
    case "running":
      await saveExecution(tx, context.executionId, { status: "running", statusReason: null, completedAt: null });
      await savePlanStatus(tx, plan.id, { status: "executing", statusReason: null });
      if (before.status !== "pending")
        recordRollbackEvent(ctx, tx, plan, "rollback_resumed", { retries: context.retries });
      return;
    case "completed":
      await saveExecution(tx, context.executionId, { status: "completed", statusReason: null, completedAt: now });
      await savePlanStatus(tx, plan.id, { status: "completed", statusReason: null });
      recordRollbackEvent(ctx, tx, plan, "rollback_completed", { whereabouts: outcomeOf(machine) });
      return;
    case "failed":
      await noteFailure(ctx, tx, plan, machine, now);
      return;
    case "cancelled":
      await saveExecution(tx, context.executionId, { status: "cancelled", statusReason, completedAt: now });
      await savePlanStatus(tx, plan.id, { status: "cancelled", statusReason });
      recordRollbackEvent(ctx, tx, plan, "rollback_plan_cancelled", why);
      return;
    // Ways back are not gone: what was taken back stays, until a person says otherwise.
    case "pending":
    case "rollingBack":
    case "rolledBack":
      return;
  }
}

async function noteFailure(
  ctx: Context,
  tx: Transaction,
  plan: PlanRecord,
  { context, stages, ...machine }: MachineRecord<RollbackContext, StageName>,
  now: Date,
): Promise<void> {
  const failed = stages.find(({ status }) => status === "failed");
  // The machine begins its own with the name of the stage, which is a word of ours and not of people.
  const statusReason = failed?.statusReason ?? machine.statusReason;
  const why = statusReason === null ? {} : { reason: statusReason };
  if (failed !== undefined && HARMLESS.has(failed.name)) {
    await saveExecution(tx, context.executionId, { status: "failed", statusReason, completedAt: now });
    // A plan that became another one waits for approvals anew; one that began without them waits for its first.
    const { kind } = standingOf(plan.approvalNeed, await selectCounting(tx, plan, now));
    const isApproved = kind === "approved" || kind === "notNeeded";
    await savePlanStatus(tx, plan.id, { status: isApproved ? "approved" : "awaitingApproval", statusReason });
    recordRollbackEvent(ctx, tx, plan, "rollback_failed", { ...why, isHalfWay: false });
    return;
  }
  await saveExecution(tx, context.executionId, { status: "needsDecision", statusReason });
  await savePlanStatus(tx, plan.id, { status: "needsDecision", statusReason });
  recordRollbackEvent(ctx, tx, plan, "rollback_stuck", { stage: failed?.name ?? null, ...why });
}

function outcomeOf({ stages }: MachineRecord<RollbackContext, StageName>): unknown {
  return stages.find(({ name }) => name === "settle")?.output?.outcome ?? null;
}
