import { requirePermission } from "#lib/access/require-permission.ts";
import { mayDo, reachOf, toActorView } from "#lib/access/rules/actor.ts";
import { reachesProduct, type Reach } from "#lib/access/rules/reach.ts";
import type { Scope } from "#lib/access/rules/scopes.ts";
import type { Queryable } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { objectionTo, standingOf } from "#lib/environments/rules/approval.ts";
import { findPersonBehind } from "#lib/environments/store-approvals.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { findIncident } from "#lib/rollbacks/incidents/store.ts";
import { planIdInput } from "#lib/rollbacks/input.ts";
import type { ExecutionDetails, PlanRecord } from "#lib/rollbacks/record.ts";
import type { Check, Evidence } from "#lib/rollbacks/rules/checks.ts";
import { allowedCommands, isAllowed, isOver, type PlanCommand } from "#lib/rollbacks/rules/plan.ts";
import { isBlocked } from "#lib/rollbacks/refuse-blocked.ts";
import { selectPlanDecisions } from "#lib/rollbacks/store-approvals.ts";
import { selectExecutions } from "#lib/rollbacks/store-executions.ts";
import { readWhereabouts } from "#lib/rollbacks/store-progress.ts";
import { requirePlan } from "#lib/rollbacks/store.ts";
import { toPlanSummary, type ExecutionView, type PlanView } from "#lib/rollbacks/view.ts";

/** Reads one plan with all that is to be known before one agrees to it. Throws NOT_FOUND. */
export async function getRollbackPlan(ctx: Context, rawInput: unknown): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { planId } = parseInput(planIdInput, rawInput);
  return showPlan(ctx, ctx.db, planId);
}

/** Reads a plan anew and shows it as its caller may see it. */
export async function showPlan(ctx: Context, db: Queryable, planId: string): Promise<PlanView> {
  const plan = await requirePlan(db, planId);
  const executions = await selectExecutions(db, planId);
  const { content } = plan;
  return {
    ...toPlanSummary(plan),
    revision: plan.revision,
    content,
    contentDigest: plan.contentDigest,
    batches: content.batches,
    gates: content.gates,
    checks: withinSight(plan.checks, reachOf(ctx.actor)),
    checkedAt: plan.checkedAt.toISOString(),
    estimatedDowntime: plan.estimatedDowntime,
    force: plan.force,
    breakGlass: plan.breakGlass,
    approval: await showApproval(ctx, db, plan),
    trigger: plan.trigger,
    executions: executions.map(toExecutionView),
    whereabouts: await showWhereabouts(ctx, db, plan, executions[0]),
    incident: await showReference(db, planId),
    allowedActions: allowedCommands(plan.status).filter((command) => mayDo(ctx.actor, scopeOfCommand(command))),
    updatedAt: plan.updatedAt.toISOString(),
  };
}

/** What belongs to others is not named to who is limited to teams; that it is there stays said. */
function withinSight(checks: readonly Check[], reach: Reach | undefined): Check[] {
  if (reach === undefined) return [...checks];
  const isHidden = ({ kind, id }: Evidence) => kind === "product" && id !== undefined && !reachesProduct(reach, id);
  return checks.map((check) => ({
    ...check,
    evidence: check.evidence.map((one) =>
      isHidden(one) ? { text: "A product of another team needs a newer one." } : one,
    ),
  }));
}

async function showReference(db: Queryable, planId: string): Promise<PlanView["incident"]> {
  const incident = await findIncident(db, { planId });
  return incident && { id: incident.id, number: incident.number };
}

/** Who breaks the glass must be somebody whose approval would count. */
export function scopeOfCommand(command: PlanCommand): Scope {
  return command === "approve" || command === "reject" || command === "breakGlass"
    ? "rollbacks:approve"
    : "rollbacks:write";
}

async function showApproval(ctx: Context, db: Queryable, plan: PlanRecord): Promise<PlanView["approval"]> {
  const all = await selectPlanDecisions(db, plan.id);
  const current = all.filter(({ contentDigest }) => contentDigest === plan.contentDigest);
  const userId = (await findPersonBehind(db, toActorView(ctx.actor))) ?? "";
  const scopes = ctx.actor.kind === "user" || ctx.actor.kind === "token" ? ctx.actor.scopes : new Set<Scope>();
  const objectTo = (decision: "approved" | "rejected") =>
    objectionTo(
      { decision, approver: { userId, scopes }, authorId: plan.content.authorIds.includes(userId) ? userId : null },
      plan.approvalNeed,
      current,
      "rollbacks",
    );
  const mayDecide = mayDo(ctx.actor, "rollbacks:approve") && userId !== "";
  return {
    need: plan.approvalNeed,
    standing: standingOf(plan.approvalNeed, current),
    decisions: all.map(({ contentDigest, decision, reason, by, at }) => ({
      decision,
      reason,
      by,
      at: at.toISOString(),
      isCurrent: contentDigest === plan.contentDigest,
    })),
    objection: objectionOf(plan, mayDecide, objectTo("approved")),
    mayReject: mayDecide && isAllowed("reject", plan.status),
  };
}

function objectionOf(
  plan: PlanRecord,
  mayDecide: boolean,
  objection: ReturnType<typeof objectionTo>,
): PlanView["approval"]["objection"] {
  if (!mayDecide) return "permission";
  if (!isAllowed("approve", plan.status)) return objection === "enough" ? objection : "state";
  return isBlocked(plan) ? "blocked" : objection;
}

/** What is where now; as it was at the end, once it is over. */
export async function showWhereabouts(
  ctx: Context,
  db: Queryable,
  plan: PlanRecord,
  execution: ExecutionDetails | undefined,
): Promise<PlanView["whereabouts"]> {
  if (execution === undefined) return null;
  const { outcome } = execution;
  // What is over is told as it was then: devices move on.
  if (isOver(plan.status) && outcome.total !== undefined) return outcome as PlanView["whereabouts"];
  const { product, deviceFilter, from, to } = plan.content;
  return readWhereabouts(db, { product, deviceFilter, from, to, executionId: execution.id }, freshnessOf(ctx));
}

function toExecutionView(execution: ExecutionDetails): ExecutionView {
  const { id, attempt, status, statusReason, startedBy, rollouts } = execution;
  return {
    id,
    attempt,
    status,
    statusReason,
    startedBy,
    startedAt: execution.startedAt.toISOString(),
    completedAt: execution.completedAt?.toISOString() ?? null,
    stages: execution.stages.map((stage) => ({
      name: stage.name,
      status: stage.status,
      statusReason: stage.statusReason,
      attempt: stage.attempt,
      startedAt: stage.startedAt?.toISOString() ?? null,
      completedAt: stage.completedAt?.toISOString() ?? null,
    })),
    rollouts,
  };
}
