import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Prisma } from "#lib/database/client.ts";
import { type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Decided, Decision } from "#lib/environments/rules/approval.ts";

/** The stage under which decisions about a deployment's start are kept. */
export const START = "";

export interface ApprovalRecord extends Decided {
  stage: string;
  reason: string;
  by: ActorView;
  at: Date;
}

/** Reads the decisions about a deployment, the oldest first: of one stage, or of all. */
export async function selectDecisions(db: Queryable, deploymentId: string, stage?: string): Promise<ApprovalRecord[]> {
  const rows = await db.deploymentApproval.findMany({
    where: { deploymentId, ...(stage !== undefined && { stage }) },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  // The columns hold only what saveDecision wrote, so the casts are safe.
  return rows.map(({ userId, decision, reason, by, at, stage: of }) => ({
    userId,
    decision: decision as Decision,
    reason,
    by: readActor(by),
    at,
    stage: of,
  }));
}

/** Keeps a person's decision; a rejection takes the place of an approval of theirs. */
export async function saveDecision(
  tx: Transaction,
  deploymentId: string,
  { stage, userId, decision, reason, by, at }: ApprovalRecord,
): Promise<void> {
  const value = by as unknown as Prisma.InputJsonObject;
  await tx.deploymentApproval.upsert({
    where: { deploymentId_stage_userId: { deploymentId, stage, userId } },
    create: { deploymentId, stage, userId, decision, reason, by: value, at },
    update: { decision, reason, by: value, at },
    select: { id: true },
  });
}

/** Finds who stands behind an actor: a person, the person who made a token, or the token where no person did. */
export async function findPersonBehind(db: Queryable, actor: ActorView): Promise<string | null> {
  if (actor.kind === "user") return actor.id ?? null;
  if (actor.kind !== "token" || actor.id === undefined) return null;
  const token = await db.apiToken.findUnique({ where: { id: actor.id }, select: { createdById: true } });
  return token?.createdById ?? actor.id;
}
