import { requirePermission } from "#lib/access/require-permission.ts";
import { mayDo, toActorView } from "#lib/access/rules/actor.ts";
import type { Scope } from "#lib/access/rules/scopes.ts";
import type { Queryable } from "#lib/database/client.ts";
import { listApprovalsInput } from "#lib/deployments/approvals/input.ts";
import { findAsked, type AskedDeployment } from "#lib/deployments/approvals/store.ts";
import type { ApprovalsView, ApprovalView } from "#lib/deployments/approvals/view.ts";
import { asksNow, needOfStage } from "#lib/deployments/rules/approval-stages.ts";
import { objectionTo, standingOf, type ApprovalNeed } from "#lib/environments/rules/approval.ts";
import { findPersonBehind, selectDecisions, START, type ApprovalRecord } from "#lib/environments/store-approvals.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Lists what asks people about a deployment, who said what, and what the caller may say. */
export async function listApprovals(ctx: Context, rawInput: unknown): Promise<ApprovalsView> {
  requirePermission(ctx.actor, "deployments:read");
  const { deploymentId } = parseInput(listApprovalsInput, rawInput);
  return showApprovals(ctx, ctx.db, await requireAsked(ctx.db, deploymentId));
}

export async function requireAsked(db: Queryable, deploymentId: string): Promise<AskedDeployment> {
  const deployment = await findAsked(db, deploymentId);
  if (!deployment) throw notFound("deployment");
  return deployment;
}

export async function showApprovals(ctx: Context, db: Queryable, deployment: AskedDeployment): Promise<ApprovalsView> {
  const records = await selectDecisions(db, deployment.id);
  const userId = (await findPersonBehind(db, toActorView(ctx.actor))) ?? "";
  const authorId = await findPersonBehind(db, deployment.createdBy);
  const approver = { userId, scopes: scopesOf(ctx) };
  const { id, number, status } = deployment;

  const approvals = listNeeds(deployment).map(({ stage, title, need, isAsking }): ApprovalView => {
    const decisions = records.filter((record) => record.stage === stage);
    const standing = standingOf(need, decisions);
    const mayDecide = mayDo(ctx.actor, "deployments:approve");
    const objectTo = (decision: "approved" | "rejected") =>
      objectionTo({ decision, approver, authorId }, need, decisions);
    return {
      stage,
      title,
      need,
      standing,
      isAsking: isAsking && standing.kind === "waiting",
      decisions: decisions.map(toDecisionView),
      objection: mayDecide ? objectTo("approved") : "permission",
      mayReject: mayDecide && objectTo("rejected") === null,
    };
  });
  return { id, number, status, approvals };
}

export interface AskingPart {
  stage: string;
  title: string;
  need: ApprovalNeed;
  /** It is its turn, whether or not enough people have answered. */
  isAsking: boolean;
}

const ACTIVE: ReadonlySet<string> = new Set(["running", "waiting"]);

/** Lists all that asks people, the start first. */
export function listNeeds(deployment: AskedDeployment): AskingPart[] {
  const { approvalNeed, plan, stages, status, asking: noted } = deployment;
  const start: AskingPart[] =
    approvalNeed !== null && approvalNeed.count > 0
      ? [{ stage: START, title: "Start", need: approvalNeed, isAsking: status === "queued" }]
      : [];
  const asking = plan.stages.flatMap((stage): AskingPart[] => {
    const need = stage.skippedBecause === null ? needOfStage(stage) : null;
    if (need === null) return [];
    const isAsking = ACTIVE.has(stages.get(stage.name) ?? "") && asksNow(stage, noted.has(stage.name));
    return [{ stage: stage.name, title: stage.title || stage.name, need, isAsking }];
  });
  return [...start, ...asking];
}

/** The system may do everything, and so is no approver: only people and their programs are. */
export function scopesOf({ actor }: Context): ReadonlySet<Scope> {
  return actor.kind === "user" || actor.kind === "token" ? actor.scopes : new Set();
}

function toDecisionView({ decision, reason, by, at }: ApprovalRecord): ApprovalView["decisions"][number] {
  return { decision, reason, by, at: at.toISOString() };
}
