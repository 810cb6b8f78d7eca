import type { ActorView } from "#lib/access/rules/actor.ts";
import { expandScopes, isRole, scopesOfRole, type Scope } from "#lib/access/rules/scopes.ts";
import { scopeOfApprover } from "#lib/environments/rules/approval.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { PlanDecision, PlanRecord } from "#lib/rollbacks/record.ts";

/** Reads all that people said about a plan, the oldest first, also about what it was before. */
export async function selectPlanDecisions(db: Queryable, planId: string): Promise<PlanDecision[]> {
  // The columns hold only what savePlanDecision wrote.
  return db.$queryRaw<PlanDecision[]>`
    SELECT encode(content_digest, 'hex') AS "contentDigest", user_id::text AS "userId", decision, reason, by, at
    FROM rollback_approvals WHERE plan_id = ${planId}::uuid ORDER BY at, id`;
}

/**
 * Reads what counts for a plan as it is now: what was said about just this, by those who may still say so. Their rights
 * cannot change until the transaction is over.
 */
export async function selectCounting(
  tx: Transaction,
  plan: Pick<PlanRecord, "id" | "contentDigest" | "approvalNeed">,
  now: Date,
): Promise<PlanDecision[]> {
  const counting: PlanDecision[] = [];
  for (const decision of await selectPlanDecisions(tx, plan.id)) {
    if (decision.contentDigest !== plan.contentDigest) continue;
    const scopes = await holdScopes(tx, decision.by, now);
    const mayStill = scopes.has(scopeOfApprover(plan.approvalNeed.role, "rollbacks"));
    if (decision.decision === "rejected" || mayStill) counting.push(decision);
  }
  return counting;
}

/** Keeps a person's decision about a plan as it is; a rejection takes the place of an approval of theirs. */
export async function savePlanDecision(tx: Transaction, planId: string, decision: PlanDecision): Promise<void> {
  const { contentDigest, userId, reason, at } = decision;
  await tx.$executeRaw`
    INSERT INTO rollback_approvals (plan_id, content_digest, user_id, decision, reason, by, at)
    VALUES (${planId}::uuid, decode(${contentDigest}, 'hex'), ${userId}::uuid, ${decision.decision}, ${reason},
            ${JSON.stringify(decision.by)}::jsonb, ${at}::timestamptz)
    ON CONFLICT (plan_id, content_digest, user_id)
    DO UPDATE SET decision = EXCLUDED.decision, reason = EXCLUDED.reason, by = EXCLUDED.by, at = EXCLUDED.at`;
}

/**
 * Reads what an actor may do at this moment, and keeps it from changing until the transaction is over: who lost a role
 * between the click and now has lost it. Empty for who is not there any more.
 */
export async function holdScopes(tx: Transaction, actor: ActorView, now: Date): Promise<ReadonlySet<Scope>> {
  if (actor.kind === "user" && actor.id !== undefined) return holdUser(tx, actor.id);
  if (actor.kind !== "token" || actor.id === undefined) return new Set();
  const [token] = await tx.$queryRaw<{ scopes: string[]; ownerId: string | null }[]>`
    SELECT scopes, coalesce(user_id, created_by_id) AS "ownerId" FROM api_tokens
    WHERE id = ${actor.id}::uuid AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now}::timestamptz)
    FOR SHARE`;
  if (token === undefined) return new Set();
  const named = expandScopes(token.scopes);
  if (token.ownerId === null) return named;
  // A program stands for a person or a service account, and counts no longer than they would.
  const owned = await holdUser(tx, token.ownerId);
  return new Set([...named].filter((scope) => owned.has(scope)));
}

async function holdUser(tx: Transaction, id: string): Promise<ReadonlySet<Scope>> {
  const [user] = await tx.$queryRaw<{ role: string }[]>`
    SELECT role FROM users WHERE id = ${id}::uuid AND disabled_at IS NULL FOR SHARE`;
  return user !== undefined && isRole(user.role) ? scopesOfRole(user.role) : new Set();
}

/** Keeps those who wait for the same product in line, until the transaction is over. */
export async function lockProduct(tx: Transaction, productId: string): Promise<void> {
  await tx.$queryRaw(Prisma.sql`SELECT 1 FROM products WHERE id = ${productId}::uuid FOR NO KEY UPDATE`);
}
