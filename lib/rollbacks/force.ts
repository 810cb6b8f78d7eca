import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseExpired } from "#lib/rollbacks/expire.ts";
import { forcePlanInput } from "#lib/rollbacks/input.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import { refreshPlan } from "#lib/rollbacks/refresh.ts";
import { blockingOf } from "#lib/rollbacks/rules/checks.ts";
import { refuseWrongState } from "#lib/rollbacks/rules/plan.ts";
import { showPlan } from "#lib/rollbacks/show.ts";
import { lockPlan, requirePlan, saveContent } from "#lib/rollbacks/store.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

/** Goes past the checks that block now. It is another plan then, and who approves it approves that. */
export async function forceRollbackPlan(ctx: Context, rawInput: unknown): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { planId, reason } = parseInput(forcePlanInput, rawInput);
  refuseWrongState("force", await requirePlan(ctx.db, planId));
  await refreshPlan(ctx, planId);

  return inTransaction(ctx, async (tx) => {
    const plan = await lockPlan(tx, planId);
    refuseWrongState("force", plan);
    refuseExpired(plan, ctx.clock.now());
    const checks = blockingOf(plan.checks);
    if (checks.length === 0)
      throw new DomainError("WRONG_STATE", "No check blocks this plan: there is nothing to force.");
    if (checks.includes("target")) {
      // Devices are offered nothing that is held, deprecated or empty, whoever wishes it.
      throw new DomainError("IMPOSSIBLE", `${plan.content.to.version} cannot be offered. Choose another version.`);
    }
    const force = { reason, checks };
    const note = { ...force, by: toActorView(ctx.actor), at: ctx.clock.now().toISOString() };
    const content = { ...plan.content, force };
    await saveContent(tx, planId, { content, status: "awaitingApproval", statusReason: null, force: note });
    recordRollbackEvent(ctx, tx, plan, "rollback_plan_forced", {
      ...force,
      revision: plan.revision + 1,
      missingApprovals: plan.approvalNeed.count,
    });
    return showPlan(ctx, tx, planId);
  });
}
