import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { withinReach } from "#lib/access/teams/store-reach.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { escapeLike } from "#lib/database/like.ts";
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import { digestOf } from "#lib/rollbacks/digest.ts";
import type { ListPlansInput } from "#lib/rollbacks/input.ts";
import type { ForceNote, GlassNote, PlanRecord } from "#lib/rollbacks/record.ts";
import { worstOf, type Check } from "#lib/rollbacks/rules/checks.ts";
import type { PlanContent } from "#lib/rollbacks/rules/content.ts";
import type { Downtime } from "#lib/rollbacks/rules/downtime.ts";
import type { PlanStatus, Trigger } from "#lib/rollbacks/rules/plan.ts";

export interface NewPlan {
  content: PlanContent;
  status: PlanStatus;
  statusReason: string | null;
  checks: readonly Check[];
  estimatedDowntime: Downtime | null;
  force: ForceNote | null;
  approvalNeed: ApprovalNeed;
  expiresAt: Date;
  trigger: Trigger;
  createdBy: ActorView;
  createdById: string | null;
}

/** Inserts a plan and answers its id. */
export async function insertPlan(tx: Transaction, plan: NewPlan, now: Date): Promise<string> {
  const { content, checks } = plan;
  const row = await tx.rollbackPlan.create({
    data: {
      productId: content.product.id,
      environmentId: content.environment?.id ?? null,
      deploymentId: content.deployment?.id ?? null,
      rolloutId: content.rollout?.id ?? null,
      status: plan.status,
      statusReason: plan.statusReason,
      ...contentColumns(content),
      ...checkColumns(checks, plan.estimatedDowntime, now),
      force: plan.force === null ? Prisma.DbNull : toJson(plan.force),
      approvalNeed: toJson(plan.approvalNeed),
      expiresAt: plan.expiresAt,
      trigger: toJson(plan.trigger),
      isAutomatic: plan.trigger.kind === "automatic",
      createdBy: toJson(plan.createdBy),
      createdById: plan.createdById,
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
  return row.id;
}

function contentColumns(content: PlanContent) {
  return {
    fromVersionId: content.from.versionId,
    toVersionId: content.to.versionId,
    targetFoundBy: content.targetFoundBy,
    reason: content.reason,
    strategy: content.strategy,
    batches: content.batches,
    gates: toJson(content.gates),
    scheduledAt: content.scheduledAt === null ? null : new Date(content.scheduledAt),
    timeZone: content.timeZone,
    content: toJson(content),
    contentDigest: digestOf(content),
    affectedDevices: content.devices.count,
  };
}

function checkColumns(checks: readonly Check[], downtime: Downtime | null, now: Date) {
  return {
    checks: checks as unknown as Prisma.InputJsonArray,
    verdict: worstOf(checks),
    checkedAt: now,
    estimatedDowntime: downtime === null ? Prisma.DbNull : toJson(downtime),
  };
}

/** Writes another content: it gets a revision of its own, and needs new approvals. */
export async function saveContent(
  tx: Transaction,
  planId: string,
  change: { content: PlanContent; status: PlanStatus; statusReason: string | null; force: ForceNote | null },
): Promise<void> {
  await tx.rollbackPlan.update({
    where: { id: planId },
    data: {
      ...contentColumns(change.content),
      revision: { increment: 1 },
      status: change.status,
      statusReason: change.statusReason,
      force: change.force === null ? Prisma.DbNull : toJson(change.force),
    },
    select: { id: true },
  });
}

export async function saveChecks(
  tx: Transaction,
  planId: string,
  { checks, devices, downtime }: { checks: readonly Check[]; devices: number; downtime: Downtime | null },
  now: Date,
): Promise<void> {
  await tx.rollbackPlan.update({
    where: { id: planId },
    data: { ...checkColumns(checks, downtime, now), affectedDevices: devices },
    select: { id: true },
  });
}

export async function savePlanStatus(
  tx: Transaction,
  planId: string,
  change: { status: PlanStatus; statusReason: string | null; breakGlass?: GlassNote },
): Promise<void> {
  const { breakGlass, ...rest } = change;
  await tx.rollbackPlan.update({
    where: { id: planId },
    data: { ...rest, ...(breakGlass && { breakGlass: toJson(breakGlass) }) },
    select: { id: true },
  });
}

/** Locks a plan until the end of the transaction and reads it. Throws NOT_FOUND. */
export async function lockPlan(tx: Transaction, planId: string): Promise<PlanRecord> {
  await tx.$queryRaw`SELECT 1 FROM rollback_plans WHERE id = ${planId}::uuid FOR NO KEY UPDATE`;
  return requirePlan(tx, planId);
}

/** Reads one plan. Throws NOT_FOUND. */
export async function requirePlan(db: Queryable, planId: string): Promise<PlanRecord> {
  const [plan] = await selectPlans(db, Prisma.sql`WHERE r.id = ${planId}::uuid`);
  if (plan === undefined) throw notFound("rollback plan");
  return plan;
}

/** Lists plans, the newest first, one more than asked for where there are more. */
export async function selectPlanPage(
  db: Queryable,
  input: ListPlansInput,
  { after, reach }: { after: readonly [string, string] | null; reach: Reach | undefined },
): Promise<PlanRecord[]> {
  const place = { product: Prisma.sql`r.product_id`, environment: Prisma.sql`r.environment_id` };
  const conditions = [withinReach(reach, place)];
  if (input.status?.length) conditions.push(Prisma.sql`r.status = ANY(${input.status}::text[])`);
  if (input.product !== undefined) conditions.push(isNamed(Prisma.sql`p`, input.product));
  if (input.environment !== undefined) conditions.push(isNamed(Prisma.sql`e`, input.environment));
  if (input.deploymentId !== undefined) conditions.push(Prisma.sql`r.deployment_id = ${input.deploymentId}::uuid`);
  if (input.q) {
    const pattern = `%${escapeLike(input.q)}%`;
    conditions.push(Prisma.sql`(
      p.slug ILIKE ${pattern} OR p.name ILIKE ${pattern} OR r.reason ILIKE ${pattern}
      OR r.content #>> '{from,version}' ILIKE ${pattern} OR r.content #>> '{to,version}' ILIKE ${pattern}
      OR r.number::text = ${input.q.replace(/^#/, "")})`);
  }
  if (after !== null) {
    conditions.push(Prisma.sql`(r.created_at, r.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`);
  }
  return selectPlans(
    db,
    Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")} ORDER BY r.created_at DESC, r.id DESC LIMIT ${input.limit + 1}`,
  );
}

function isNamed(table: Prisma.Sql, idOrSlug: string): Prisma.Sql {
  return isUuid(idOrSlug) ? Prisma.sql`${table}.id = ${idOrSlug}::uuid` : Prisma.sql`${table}.slug = ${idOrSlug}`;
}

/** Lists plans that wait for people and whose time is over. */
export async function selectExpired(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const rows = await db.rollbackPlan.findMany({
    where: { status: { in: ["awaitingApproval", "approved"] }, expiresAt: { lte: now } },
    orderBy: { expiresAt: "asc" },
    select: { id: true },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

/** When the next plan expires that waits for people; null where none does. */
export async function findNextExpiry(db: Queryable): Promise<Date | null> {
  const next = await db.rollbackPlan.aggregate({
    where: { status: { in: ["awaitingApproval", "approved"] } },
    _min: { expiresAt: true },
  });
  return next._min.expiresAt;
}

/** Reads plans. `rest` is the part of the statement from WHERE on, over the alias `r`. */
async function selectPlans(db: Queryable, rest: Prisma.Sql): Promise<PlanRecord[]> {
  // The columns hold only what this file writes, so the types of the rows are theirs.
  return db.$queryRaw<PlanRecord[]>`
    SELECT r.id, r.number, jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name) AS product,
           CASE WHEN e.id IS NOT NULL THEN jsonb_build_object('id', e.id, 'slug', e.slug, 'name', e.name) END AS environment,
           r.deployment_id AS "deploymentId", r.rollout_id AS "rolloutId", r.content,
           encode(r.content_digest, 'hex') AS "contentDigest", r.revision, r.status, r.status_reason AS "statusReason",
           r.checks, r.verdict, r.checked_at AS "checkedAt", r.estimated_downtime AS "estimatedDowntime", r.force,
           r.break_glass AS "breakGlass", r.approval_need AS "approvalNeed", r.expires_at AS "expiresAt", r.trigger,
           r.is_automatic AS "isAutomatic", r.created_by AS "createdBy", r.created_by_id AS "createdById",
           r.created_at AS "createdAt", r.updated_at AS "updatedAt"
    FROM rollback_plans r
    JOIN products p ON p.id = r.product_id
    LEFT JOIN environments e ON e.id = r.environment_id
    ${rest}`;
}

/** The values are plain JSON, which the types of interfaces do not say. */
function toJson(value: object): Prisma.InputJsonObject {
  return value;
}
