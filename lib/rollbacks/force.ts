import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { findPersonBehind } from "#lib/environments/store-approvals.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseExpired } from "#lib/rollbacks/expire.ts";
import { forcePlanInput } from "#lib/rollbacks/input.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import { forceOf, withAuthor } from "#lib/rollbacks/rules/content.ts";
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
    if (plan.verdict !== "block")
      throw new DomainError("WRONG_STATE", "No check blocks this plan: there is nothing to force.");
    const force = forceOf(plan.checks, reason);
    if (force === null || blockingOf(plan.checks).includes("target")) {
      // Devices are offered nothing that is held, deprecated or empty, whoever wishes it.
      throw new DomainError("IMPOSSIBLE", `${plan.content.to.version} cannot be offered. Choose another version.`);
    }
    const by = toActorView(ctx.actor);
    const note = { reason, checks: force.checks, by, at: ctx.clock.now().toISOString() };
    const revision = plan.revision + 1;
    const authorIds = withAuthor(plan.content, await findPersonBehind(tx, by));
    const content = { ...plan.content, revision, authorIds, force };
    await saveContent(tx, planId, { content, status: "awaitingApproval", statusReason: null, force: note });
    recordRollbackEvent(ctx, tx, plan, "rollback_plan_forced", {
      reason,
      checks: force.checks,
      revision,
      missingApprovals: plan.approvalNeed.count,
    });
    return showPlan(ctx, tx, planId);
  });
}
