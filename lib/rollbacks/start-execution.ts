import { randomUUID } from "node:crypto";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { MACHINE_KIND, stageNames, type RollbackContext, type StageName } from "#lib/rollbacks/context.ts";
import { writeIncident } from "#lib/rollbacks/incidents/write.ts";
import { defineRollback, openMachines } from "#lib/rollbacks/machine.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";
import { insertExecution } from "#lib/rollbacks/store-executions.ts";
import { command } from "#lib/stages/rules/commands.ts";
import { insertMachine } from "#lib/stages/store-database.ts";

/** Starts to carry out a plan that the caller has locked; whether that is allowed is the caller's question. */
export async function startExecution(ctx: Context, tx: Transaction, plan: PlanRecord): Promise<void> {
  const now = ctx.clock.now();
  const [id, machineId] = [randomUUID(), randomUUID()];
  const definition = defineRollback(ctx);
  const stages = stageNames.map((name) => ({ name, needs: definition.needsOf(name) }));
  const machine = { id: machineId, kind: MACHINE_KIND, context: contextOf(plan, id), stages };
  await insertMachine<RollbackContext, StageName>(tx, machine, now);
  const startedBy = toActorView(ctx.actor);
  await insertExecution(tx, { id, planId: plan.id, machineId, startedBy }, now);
  recordRollbackEvent(ctx, tx, plan, "rollback_started", {
    strategy: plan.content.strategy,
    devices: plan.content.devices.count,
    reason: plan.content.reason,
  });
  await writeIncident(ctx, tx, plan);
  // The plan follows its machine: from here on it is being carried out.
  await openMachines(ctx).changeIn(tx, machineId, (current, at) => command("start", current, null, at));
}

function contextOf(plan: PlanRecord, executionId: string): RollbackContext {
  const { product, environment, deployment, from, to, deviceFilter, batches, gates, scheduledAt, reason } =
    plan.content;
  return {
    planId: plan.id,
    number: plan.number,
    executionId,
    contentDigest: plan.contentDigest,
    ...{ product, environment, deployment, from, to, deviceFilter, batches, gates, scheduledAt, reason },
    retries: 0,
    acceptsFailures: false,
  };
}
