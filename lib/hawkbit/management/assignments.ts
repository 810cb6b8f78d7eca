import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { assignToTargets, type AssignmentCounts } from "#lib/hawkbit/management/assign.ts";
import { Refusal, type ManagementCall } from "#lib/hawkbit/management/call.ts";
import { assignSetsInput, assignTargetsInput } from "#lib/hawkbit/management/input.ts";
import { requireTarget } from "#lib/hawkbit/management/targets.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Assigns a set to targets. */
export async function assignSet(call: ManagementCall, setId: number): Promise<HawkbitAnswer> {
  const { ctx, request, tenant } = call;
  requirePermission(ctx.actor, "rollouts:write");
  const wishes = parseInput(assignTargetsInput, await request.readJson());
  const counts = await inTransaction(ctx, (tx) =>
    assignToTargets(ctx, tx, { tenant, setId, wishes, isOffline: isOffline(call) }),
  );
  return { status: 200, json: counts };
}

/** The same seen from the target: sets are assigned to it, one after the other. */
export async function assignTarget(call: ManagementCall, controllerId: string): Promise<HawkbitAnswer> {
  const { ctx, request, tenant } = call;
  requirePermission(ctx.actor, "rollouts:write");
  const sets = parseInput(assignSetsInput, await request.readJson());
  if (new Set(sets.map((set) => set.id)).size < sets.length) throw new Refusal(400, "One set stands there twice.");
  await requireTarget(call, controllerId);
  const counts = await inTransaction(ctx, async (tx) => {
    const all: AssignmentCounts[] = [];
    for (const { id: setId, ...wish } of sets) {
      const wishes = [{ ...wish, id: controllerId }];
      all.push(await assignToTargets(ctx, tx, { tenant, setId, wishes, isOffline: isOffline(call) }));
    }
    return addUp(all);
  });
  return { status: 200, json: counts };
}

function isOffline({ request }: ManagementCall): boolean {
  return request.query.get("offline")?.toLowerCase() === "true";
}

function addUp(all: readonly AssignmentCounts[]): AssignmentCounts {
  const sum = (count: (counts: AssignmentCounts) => number) => all.reduce((total, counts) => total + count(counts), 0);
  return {
    assigned: sum(({ assigned }) => assigned),
    alreadyAssigned: sum(({ alreadyAssigned }) => alreadyAssigned),
    total: sum(({ total }) => total),
    assignedActions: all.flatMap(({ assignedActions }) => assignedActions),
  };
}
