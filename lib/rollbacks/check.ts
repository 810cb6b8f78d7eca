import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { planIdInput } from "#lib/rollbacks/input.ts";
import { refreshPlan } from "#lib/rollbacks/refresh.ts";
import { refuseWrongState } from "#lib/rollbacks/rules/plan.ts";
import { showPlan } from "#lib/rollbacks/show.ts";
import { requirePlan } from "#lib/rollbacks/store.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

/** Runs the safety checks again. What they find now may need new approvals. */
export async function checkRollbackPlan(ctx: Context, rawInput: unknown): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { planId } = parseInput(planIdInput, rawInput);
  refuseWrongState("check", await requirePlan(ctx.db, planId));
  await refreshPlan(ctx, planId);
  return showPlan(ctx, ctx.db, planId);
}
