import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { standingOf } from "#lib/environments/rules/approval.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { refuseExpired } from "#lib/rollbacks/expire.ts";
import { executePlanInput } from "#lib/rollbacks/input.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";
import { refreshPlan, refuseChanged, refuseOtherDigest } from "#lib/rollbacks/refresh.ts";
import { refuseBlocked } from "#lib/rollbacks/refuse-blocked.ts";
import { refuseWrongState } from "#lib/rollbacks/rules/plan.ts";
import { showPlan } from "#lib/rollbacks/show.ts";
import { startExecution } from "#lib/rollbacks/start-execution.ts";
import { holdScopes, lockProduct, selectCounting } from "#lib/rollbacks/store-approvals.ts";
import { findNewestExecution } from "#lib/rollbacks/store-executions.ts";
import { selectOpenRollbacks } from "#lib/rollbacks/store-facts.ts";
import { lockPlan, requirePlan, savePlanStatus } from "#lib/rollbacks/store.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

/**
 * Has an approved plan carried out. Its checks are run again first: where the approvals do not cover what they find, it
 * is not carried out. In an emergency the missing approvals may be left out, with a reason that everybody hears.
 */
export async function executeRollbackPlan(ctx: Context, rawInput: unknown): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { planId, contentDigest, breakGlass } = parseInput(executePlanInput, rawInput);
  if (breakGlass) requirePermission(ctx.actor, "rollbacks:approve");
  const command = breakGlass ? "breakGlass" : "execute";
  const seen = await requirePlan(ctx.db, planId);
  refuseWrongState(command, seen);
  refuseOtherDigest(seen, contentDigest);
  refuseChanged(await refreshPlan(ctx, planId));

  return inTransaction(ctx, async (tx) => {
    // Whoever starts something of the same product at this moment sees it when it is this one's turn, or the other way round.
    await lockProduct(tx, seen.content.product.id);
    const plan = await lockPlan(tx, planId);
    refuseWrongState(command, plan);
    refuseOtherDigest(plan, contentDigest);
    refuseExpired(plan, ctx.clock.now());
    refuseBlocked(plan);
    await refuseLostRight(ctx, tx);
    await refuseUnderWay(tx, plan);
    if (breakGlass) await breakTheGlass(ctx, tx, plan, breakGlass.reason);
    else await refuseUnapproved(ctx, tx, plan);
    await startExecution(ctx, tx, plan);
    return showPlan(ctx, tx, planId);
  });
}

/**
 * Throws for one that is under way, and for another one of the same place that began since the checks were run: two that
 * begin at once would stop each other. The caller holds the product's lock.
 */
async function refuseUnderWay(tx: Transaction, plan: PlanRecord): Promise<void> {
  await refuseOwnUnderWay(tx, plan);
  const { product, environment, force } = plan.content;
  const place = { planId: plan.id, productId: product.id, environmentId: environment?.id ?? null };
  const forced = force?.checks.includes("activeDeployments") === true ? force.found : [];
  const other = (await selectOpenRollbacks(tx, place)).find(
    ({ planId }) => !forced.some((one) => one.includes(planId)),
  );
  if (other === undefined) return;
  throw new DomainError("WRONG_STATE", `Rollback plan #${other.number} is under way there. Wait for its end.`);
}

/** The status says so too, but for the moment in which an execution that changed nothing comes to its end. */
async function refuseOwnUnderWay(tx: Transaction, plan: PlanRecord): Promise<void> {
  const newest = await findNewestExecution(tx, plan.id);
  if (newest?.status !== "running" && newest?.status !== "needsDecision") return;
  throw new DomainError("WRONG_STATE", `Rollback plan #${plan.number} is being carried out already.`);
}

/** Not by the scopes of the request: who lost the role since the click begins nothing any more. */
async function refuseLostRight(ctx: Context, tx: Transaction): Promise<void> {
  if (ctx.actor.kind === "system") return;
  const scopes = await holdScopes(tx, toActorView(ctx.actor), ctx.clock.now());
  if (scopes.has("rollbacks:write")) return;
  throw new DomainError("FORBIDDEN", "This needs the permission rollbacks:write, which you do not have any more.");
}

/** Approvals count as long as those who gave them may still give them. */
async function refuseUnapproved(ctx: Context, tx: Transaction, plan: PlanRecord): Promise<void> {
  const standing = standingOf(plan.approvalNeed, await selectCounting(tx, plan, ctx.clock.now()));
  if (standing.kind === "approved" || standing.kind === "notNeeded") return;
  const missing = standing.kind === "waiting" ? standing.missing : plan.approvalNeed.count;
  throw new DomainError(
    "CONFLICT",
    `Rollback plan #${plan.number} misses ${missing} ${missing === 1 ? "approval" : "approvals"}: who gave one may not any more.`,
  );
}

async function breakTheGlass(ctx: Context, tx: Transaction, plan: PlanRecord, reason: string): Promise<void> {
  const by = toActorView(ctx.actor);
  const scopes = await holdScopes(tx, by, ctx.clock.now());
  if (!scopes.has("rollbacks:approve")) {
    throw new DomainError("FORBIDDEN", "This needs the permission rollbacks:approve, which you do not have any more.");
  }
  const breakGlass = { reason, by, at: ctx.clock.now().toISOString() };
  await savePlanStatus(tx, plan.id, { status: plan.status, statusReason: plan.statusReason, breakGlass });
  const given = (await selectCounting(tx, plan, ctx.clock.now())).length;
  recordRollbackEvent(ctx, tx, plan, "rollback_glass_broken", { reason, given, needed: plan.approvalNeed.count });
}
