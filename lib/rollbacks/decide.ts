import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { objectionTo, standingOf, type Decision, type Objection } from "#lib/environments/rules/approval.ts";
import { findPersonBehind } from "#lib/environments/store-approvals.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decidePlanInput, rejectPlanInput } from "#lib/rollbacks/input.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import type { PlanDecision, PlanRecord } from "#lib/rollbacks/record.ts";
import { refreshPlan, refuseChanged, refuseOtherDigest } from "#lib/rollbacks/refresh.ts";
import { refuseBlocked } from "#lib/rollbacks/refuse-blocked.ts";
import { refuseExpired } from "#lib/rollbacks/expire.ts";
import { isAllowed, refuseWrongState } from "#lib/rollbacks/rules/plan.ts";
import { showPlan } from "#lib/rollbacks/show.ts";
import { holdScopes, savePlanDecision, selectCounting } from "#lib/rollbacks/store-approvals.ts";
import { lockPlan, requirePlan, savePlanStatus } from "#lib/rollbacks/store.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

interface Wish {
  planId: string;
  contentDigest: string;
  reason: string;
}

/** Agrees to a plan exactly as it was shown, once its checks were run again. Whoever clicks twice has approved once. */
export async function approveRollbackPlan(ctx: Context, rawInput: unknown): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:approve");
  const wish = parseInput(decidePlanInput, rawInput);
  const seen = await requirePlan(ctx.db, wish.planId);
  refuseOtherDigest(seen, wish.contentDigest);
  if (isAllowed("approve", seen.status)) refuseChanged(await refreshPlan(ctx, wish.planId));
  return decide(ctx, "approved", wish);
}

/** Rejects a plan, which ends it. */
export async function rejectRollbackPlan(ctx: Context, rawInput: unknown): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:approve");
  return decide(ctx, "rejected", parseInput(rejectPlanInput, rawInput));
}

async function decide(ctx: Context, decision: Decision, wish: Wish): Promise<PlanView> {
  return inTransaction(ctx, async (tx) => {
    const plan = await lockPlan(tx, wish.planId);
    refuseOtherDigest(plan, wish.contentDigest);
    const userId = await getPerson(ctx, tx);
    const before = await selectCounting(tx, plan, ctx.clock.now());
    const isRepeat = before.some((made) => made.userId === userId && made.decision === decision);
    if (isRepeat) return showPlan(ctx, tx, plan.id);
    refuseWrongState(decision === "approved" ? "approve" : "reject", plan);
    refuseExpired(plan, ctx.clock.now());
    if (decision === "approved") refuseBlocked(plan);
    await refuseObjection(ctx, tx, plan, { decision, userId, before });

    const { contentDigest, reason } = wish;
    const made: PlanDecision = {
      contentDigest,
      userId,
      decision,
      reason,
      by: toActorView(ctx.actor),
      at: ctx.clock.now(),
    };
    await savePlanDecision(tx, plan.id, made);
    await carryOn(ctx, tx, plan, [...before.filter((other) => other.userId !== userId), made]);
    return showPlan(ctx, tx, plan.id);
  });
}

/** Programs that a person made stand for that person; the system approves nothing. */
async function getPerson(ctx: Context, tx: Transaction): Promise<string> {
  const userId = await findPersonBehind(tx, toActorView(ctx.actor));
  if (userId !== null) return userId;
  throw new DomainError("FORBIDDEN", "Only people, and programs that act for them, approve rollbacks.");
}

async function refuseObjection(
  ctx: Context,
  tx: Transaction,
  plan: PlanRecord,
  { decision, userId, before }: { decision: Decision; userId: string; before: readonly PlanDecision[] },
): Promise<void> {
  // Not those of the request: a role that was taken away since the click is gone.
  const scopes = await holdScopes(tx, toActorView(ctx.actor), ctx.clock.now());
  if (!scopes.has("rollbacks:approve")) {
    throw new DomainError("FORBIDDEN", "This needs the permission rollbacks:approve, which you do not have any more.");
  }
  // An approved plan may still be rejected, by whoever may approve one.
  if (decision === "rejected") return;
  const approver = { userId, scopes };
  const objection = objectionTo(
    { decision, approver, authorId: plan.content.authorIds.includes(userId) ? userId : null },
    plan.approvalNeed,
    before,
    "rollbacks",
  );
  if (objection !== null) throw refusal(objection, plan);
}

function refusal(objection: Objection, { approvalNeed }: PlanRecord): DomainError {
  switch (objection) {
    case "author":
      return new DomainError("FORBIDDEN", "You made or changed this plan: somebody else must approve it.");
    case "role":
      return new DomainError("FORBIDDEN", `This needs the approval of a person with the role ${approvalNeed.role}.`);
    case "rejected":
      return new DomainError("WRONG_STATE", "It was rejected already.");
    case "decided":
    case "enough":
      return new DomainError("WRONG_STATE", "It needs no further approval.");
  }
}

async function carryOn(
  ctx: Context,
  tx: Transaction,
  plan: PlanRecord,
  decisions: readonly PlanDecision[],
): Promise<void> {
  const last = decisions.at(-1);
  const standing = standingOf(plan.approvalNeed, decisions);
  const { count: needed } = plan.approvalNeed;
  const why = last !== undefined && last.reason !== "" ? { reason: last.reason } : {};
  if (standing.kind === "rejected") {
    await savePlanStatus(tx, plan.id, { status: "rejected", statusReason: last?.reason ?? null });
    recordRollbackEvent(ctx, tx, plan, "rollback_plan_rejected", why);
    return;
  }
  if (standing.kind === "approved") await savePlanStatus(tx, plan.id, { status: "approved", statusReason: null });
  const given = decisions.filter(({ decision }) => decision === "approved").length;
  recordRollbackEvent(ctx, tx, plan, "rollback_plan_approved", {
    given,
    needed,
    ...(given < needed && { missingApprovals: needed - given }),
    ...why,
  });
}
