import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { decideInput } from "#lib/deployments/approvals/input.ts";
import { listNeeds, requireAsked, scopesOf, showApprovals, type AskingPart } from "#lib/deployments/approvals/show.ts";
import { lockDeployment, type AskedDeployment } from "#lib/deployments/approvals/store.ts";
import type { ApprovalsView } from "#lib/deployments/approvals/view.ts";
import { cancelQueued } from "#lib/deployments/queue/end-queued.ts";
import { objectionTo, type Decision, type Objection } from "#lib/environments/rules/approval.ts";
import { findPersonBehind, saveDecision, selectDecisions, START } from "#lib/environments/store-approvals.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { tellNews } from "#lib/stages/store-database.ts";

/** Approves a deployment's start, or the stage that asks. Whoever clicks twice has approved once. */
export async function approveDeployment(ctx: Context, rawInput: unknown): Promise<ApprovalsView> {
  requirePermission(ctx.actor, "deployments:approve");
  return decide(ctx, "approved", parseInput(decideInput, rawInput));
}

/** Rejects a deployment's start, which cancels it, or the stage that asks, which then fails. */
export async function rejectDeployment(ctx: Context, rawInput: unknown): Promise<ApprovalsView> {
  requirePermission(ctx.actor, "deployments:approve");
  return decide(ctx, "rejected", parseInput(decideInput, rawInput));
}

interface Wish {
  deploymentId: string;
  stage?: string | undefined;
  reason: string;
}

async function decide(ctx: Context, decision: Decision, wish: Wish): Promise<ApprovalsView> {
  return inTransaction(ctx, async (tx) => {
    await requireAsked(tx, wish.deploymentId);
    await lockDeployment(tx, wish.deploymentId);
    const deployment = await requireAsked(tx, wish.deploymentId);
    const userId = await getPerson(ctx, tx);
    const part = choosePart(deployment, wish.stage);
    const decisions = await selectDecisions(tx, deployment.id, part.stage);
    const isRepeat = decisions.some((made) => made.userId === userId && made.decision === decision);
    if (isRepeat) return showApprovals(ctx, tx, deployment);
    if (!part.isAsking) throw notAsking(deployment, part);

    const authorId = await findPersonBehind(tx, deployment.createdBy);
    const approver = { userId, scopes: scopesOf(ctx) };
    const objection = objectionTo({ decision, approver, authorId }, part.need, decisions);
    if (objection !== null) throw refusal(objection, part);

    const by = toActorView(ctx.actor);
    const at = ctx.clock.now();
    await saveDecision(tx, deployment.id, { stage: part.stage, userId, decision, reason: wish.reason, by, at });
    announce(ctx, tx, deployment, { ...part, decision, reason: wish.reason });
    await carryOn(ctx, tx, deployment, { stage: part.stage, decision, reason: wish.reason });
    return showApprovals(ctx, tx, await requireAsked(tx, deployment.id));
  });
}

/** Programs that a person made stand for that person; the system approves nothing. */
async function getPerson(ctx: Context, tx: Transaction): Promise<string> {
  const userId = await findPersonBehind(tx, toActorView(ctx.actor));
  if (userId !== null) return userId;
  throw new DomainError("FORBIDDEN", "Only people, and programs that act for them, approve deployments.");
}

function choosePart(deployment: AskedDeployment, stage: string | undefined): AskingPart {
  const parts = listNeeds(deployment);
  if (stage !== undefined) {
    const named = parts.find((part) => part.stage === stage);
    if (named) return named;
    throw invalidInput({ path: "stage", message: "No stage of this name asks for an approval." });
  }
  const asking = parts.filter((part) => part.isAsking);
  if (asking.length > 1) {
    const names = asking.map((part) => part.stage || "(the start)").join(", ");
    throw invalidInput({ path: "stage", message: `Several stages ask: ${names}. Say which one is meant.` });
  }
  // With nothing that asks now, a second click still means the start that was just approved.
  const part = asking[0] ?? parts.findLast((other) => other.stage === START || deployment.stages.has(other.stage));
  if (part) return part;
  throw new DomainError("WRONG_STATE", `Deployment #${deployment.number} asks for no approval.`);
}

function notAsking({ number, status }: AskedDeployment, { stage, title }: AskingPart): DomainError {
  return stage === START
    ? new DomainError("WRONG_STATE", `Deployment #${number} waits for no approval any more: it is ${status}.`, {
        allowedStates: ["queued"],
      })
    : new DomainError("WRONG_STATE", `The stage ${title} of deployment #${number} does not ask now.`);
}

function refusal(objection: Objection, { need }: AskingPart): DomainError {
  switch (objection) {
    case "author":
      return new DomainError("FORBIDDEN", "You made this deployment: somebody else must approve it.");
    case "role":
      return new DomainError("FORBIDDEN", `This needs the approval of a person with the role ${need.role}.`);
    case "rejected":
      return new DomainError("WRONG_STATE", "It was rejected already.");
    case "decided":
    case "enough":
      return new DomainError("WRONG_STATE", "It needs no further approval.");
  }
}

function announce(
  ctx: Context,
  tx: Transaction,
  { id, number, productId }: AskedDeployment,
  { stage, decision, reason, need }: AskingPart & { decision: Decision; reason: string },
): void {
  recordEvent(ctx, tx, {
    type: decision === "approved" ? "deployment_approved" : "deployment_rejected",
    subject: { kind: "deployment", id },
    productId,
    data: { number, needed: need.count, ...(stage !== START && { stage }), ...(reason !== "" && { reason }) },
  });
}

async function carryOn(
  ctx: Context,
  tx: Transaction,
  { id, machineId }: AskedDeployment,
  { stage, decision, reason }: { stage: string; decision: Decision; reason: string },
): Promise<void> {
  if (stage !== START) await tellNews(tx, [machineId], ctx.clock.now());
  else if (decision === "rejected") {
    await cancelQueued(ctx, tx, id, reason === "" ? "Its start was rejected." : `Its start was rejected: ${reason}`);
  }
}
