import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import type { DeployedRelease, DeploymentStatus, Override, Trigger } from "#lib/deployments/rules/deployment.ts";
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import { notFound } from "#lib/kernel/errors.ts";
import type { DeploymentContext, LogLevel } from "#lib/stage-kinds/call.ts";
import { toStorable } from "#lib/kernel/storable.ts";
import { readMachine, type JsonRow } from "#lib/stages/store-database.ts";
import type { Plan } from "#lib/templates/rules/plan.ts";

export interface NewDeployment {
  id: string;
  number: number;
  machineId: string;
  name: string;
  productId: string;
  versionId: string | null;
  environmentId: string | null;
  templateId: string | null;
  templateVersion: number | null;
  groupId: string | null;
  needs: readonly string[];
  status: DeploymentStatus;
  priority: Priority;
  variables: Record<string, unknown>;
  plan: Plan;
  release: DeployedRelease;
  fromVersion: string | null;
  trigger: Trigger;
  promotedFromId: string | null;
  scheduleId: string | null;
  override: Override | null;
  approvalNeed: ApprovalNeed | null;
  createdBy: ActorView;
}

/** Takes the next number, which the machine's stages want to know before the deployment is there. */
export async function takeNumber(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<{ number: number }[]>`
    SELECT nextval(pg_get_serial_sequence('deployments', 'number'))::int AS number`;
  if (row === undefined) throw new Error("The database gives out no numbers.");
  return row.number;
}

/** Inserts a deployment whose machine is there already. */
export async function insertDeployment(tx: Transaction, draft: NewDeployment, now: Date): Promise<void> {
  await tx.deployment.create({
    data: {
      ...draft,
      needs: [...draft.needs],
      variables: toJson(draft.variables),
      plan: toJson(draft.plan),
      release: toJson(draft.release),
      trigger: toJson(draft.trigger),
      override: draft.override === null ? Prisma.DbNull : toJson(draft.override),
      approvalNeed: draft.approvalNeed === null ? Prisma.DbNull : toJson(draft.approvalNeed),
      createdBy: toJson(draft.createdBy),
      startedAt: draft.status === "running" ? now : null,
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
}

/** Freezes what a plan left open until the deployment starts. */
export async function savePlan(tx: Transaction, deploymentId: string, plan: Plan): Promise<void> {
  await tx.deployment.update({ where: { id: deploymentId }, data: { plan: toJson(plan) }, select: { id: true } });
}

/** The values are plain JSON, which the types of interfaces do not say. */
function toJson(value: object): Prisma.InputJsonObject {
  return value;
}

/**
 * Locks a deployment and reads it. Throws NOT_FOUND. Everybody locks its machine first, as those do who carry it on and
 * change the deployment only now and then.
 */
export async function lockDeployment(tx: Transaction, deploymentId: string): Promise<DeploymentRecord> {
  await lockMachineAndDeployment(tx, deploymentId);
  return requireDeployment(tx, deploymentId);
}

export async function lockMachineAndDeployment(tx: Transaction, deploymentId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM machines
    WHERE id = (SELECT machine_id FROM deployments WHERE id = ${deploymentId}::uuid) FOR NO KEY UPDATE`;
  await tx.$queryRaw`SELECT id FROM deployments WHERE id = ${deploymentId}::uuid FOR NO KEY UPDATE`;
}

/** Throws NOT_FOUND where there is no such deployment. */
export async function requireDeployment(db: Queryable, deploymentId: string): Promise<DeploymentRecord> {
  const deployment = await findDeploymentRecord(db, deploymentId);
  if (deployment === null) throw notFound("deployment");
  return deployment;
}

/** Finds one deployment with its machine, or null. */
export async function findDeploymentRecord(db: Queryable, deploymentId: string): Promise<DeploymentRecord | null> {
  const [record] = await selectDeployments(db, Prisma.sql`WHERE d.id = ${deploymentId}::uuid`);
  return record ?? null;
}

export async function findDeploymentOfMachine(db: Queryable, machineId: string): Promise<DeploymentRecord | null> {
  const [record] = await selectDeployments(db, Prisma.sql`WHERE d.machine_id = ${machineId}::uuid`);
  return record ?? null;
}

/** Reads deployments. `rest` is the part of the statement from WHERE on, over the alias `d`. */
export async function selectDeployments(db: Queryable, rest: Prisma.Sql): Promise<DeploymentRecord[]> {
  const rows = await db.$queryRaw<DeploymentRow[]>`
    SELECT d.id, d.number, d.name, d.priority, d.variables, d.plan, d.release, d.from_version AS "fromVersion",
           d.trigger, d.schedule_id AS "scheduleId", d.override, d.approval_need AS "approvalNeed",
           d.created_by AS "createdBy", d.created_at AS "createdAt", d.updated_at AS "updatedAt",
           jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name) AS product,
           CASE WHEN v.id IS NOT NULL THEN jsonb_build_object('id', v.id, 'version', v.version) END AS version,
           CASE WHEN e.id IS NOT NULL THEN jsonb_build_object('id', e.id, 'slug', e.slug, 'name', e.name) END AS environment,
           CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name,
                                                              'version', d.template_version) END AS template,
           CASE WHEN g.id IS NOT NULL THEN jsonb_build_object('id', g.id, 'number', g.number) END AS "group",
           CASE WHEN f.id IS NOT NULL THEN jsonb_build_object('id', f.id, 'number', f.number) END AS "promotedFrom",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'number', n.number, 'status', n.status)
                                      ORDER BY n.number), '[]')
            FROM deployments n WHERE n.id = ANY(d.needs)) AS needs,
           (SELECT jsonb_build_object('id', q.id, 'status', q.status, 'waitReason', q.wait_reason,
                                      'scheduledAt', q.scheduled_at, 'timeZone', q.time_zone)
            FROM deployment_queue q WHERE q.deployment_id = d.id) AS queue,
           (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'number', r.number, 'stage', r.deployment_stage,
                                                         'status', r.status) ORDER BY r.number), '[]')
            FROM image_rollouts r WHERE r.deployment_id = d.id) AS rollouts,
           to_jsonb(m) AS machine,
           (SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.position), '[]')
            FROM machine_stages s WHERE s.machine_id = d.machine_id) AS stages
    FROM deployments d
    JOIN machines m ON m.id = d.machine_id
    JOIN products p ON p.id = d.product_id
    LEFT JOIN versions v ON v.id = d.version_id
    LEFT JOIN environments e ON e.id = d.environment_id
    LEFT JOIN deployment_templates t ON t.id = d.template_id
    LEFT JOIN deployment_groups g ON g.id = d.group_id
    LEFT JOIN deployments f ON f.id = d.promoted_from_id
    ${rest}`;
  return rows.map(toRecord);
}

type QueueRow = Omit<NonNullable<DeploymentRecord["queue"]>, "scheduledAt"> & { scheduledAt: string | null };

type DeploymentRow = Omit<DeploymentRecord, "machine" | "queue"> & {
  queue: QueueRow | null;
  machine: JsonRow;
  stages: JsonRow[];
};

/** The columns hold only what this file and lib/stages write, so the casts are safe. */
function toRecord({ machine, stages, queue, ...row }: DeploymentRow): DeploymentRecord {
  return {
    ...row,
    queue: queue && { ...queue, scheduledAt: toDate(queue.scheduledAt) },
    machine: readMachine<DeploymentContext, string>(machine, stages),
  };
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** Writes how a deployment stands by its machine, and with it its place in the line, which it leaves when it is over. */
export async function saveStanding(
  tx: Transaction,
  deploymentId: string,
  standing: { status: DeploymentStatus; statusReason: string | null; startedAt: Date | null; completedAt: Date | null },
  now: Date,
): Promise<void> {
  const entry = entryStatusOf(standing.status);
  await tx.$executeRaw`
    WITH entry AS (
      UPDATE deployment_queue SET status = ${entry}, finished_at = ${standing.completedAt}::timestamptz, wait_reason = NULL
      WHERE deployment_id = ${deploymentId}::uuid AND status <> ${entry}
        -- Its start is noted by who let it start.
        AND NOT (status = 'waiting' AND ${entry} = 'running'))
    UPDATE deployments SET status = ${standing.status}, status_reason = ${standing.statusReason},
      started_at = ${standing.startedAt}::timestamptz, completed_at = ${standing.completedAt}::timestamptz,
      updated_at = ${now}::timestamptz
    WHERE id = ${deploymentId}::uuid`;
}

function entryStatusOf(status: DeploymentStatus): string {
  if (status === "completed") return "done";
  if (status === "cancelled") return "cancelled";
  return status === "failed" || status === "rolledBack" ? "failed" : "running";
}

export interface NewLog {
  stage: string | null;
  level: LogLevel;
  message: string;
  data: Record<string, unknown>;
}

export async function insertLog(db: Queryable, deploymentId: string, log: NewLog, now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO deployment_logs (deployment_id, stage, level, message, data, at)
    VALUES (${deploymentId}::uuid, ${log.stage}, ${log.level}, ${toStorable(log.message)},
            ${JSON.stringify(toStorable(log.data))}::jsonb, ${now}::timestamptz)`;
}

/** Reads the files of a version, by which a promotion tells that it moves just what was verified. */
export async function selectArtifacts(db: Queryable, versionId: string): Promise<{ id: string; sha256: string }[]> {
  return db.$queryRaw`
    SELECT id, regexp_replace(digest, '^sha256:', '') AS sha256 FROM deployment_artifacts
    WHERE version_id = ${versionId}::uuid AND digest IS NOT NULL ORDER BY id`;
}

/** Finds what an environment runs of a product: the version of the newest release that was not taken back. */
export async function findRunningVersion(
  db: Queryable,
  productId: string,
  environmentId: string,
): Promise<string | null> {
  const row = await db.environmentRelease.findFirst({
    where: { productId, environmentId, failedAt: null },
    orderBy: { deployedAt: "desc" },
    select: { version: { select: { version: true } } },
  });
  return row?.version.version ?? null;
}

/** The tag under which a digest of a product came last, or null. */
export async function findTag(db: Queryable, productId: string, digest: string): Promise<string | null> {
  const row = await db.rollout.findFirst({
    where: { productId, digest },
    orderBy: { number: "desc" },
    select: { tag: true },
  });
  return row?.tag ?? null;
}

/**
 * Says whether just this content of a version passed every check in an environment. What was taken back there since, or is
 * being taken back, did not; nor did what the version holds since its tag was moved.
 */
export async function isVerified(
  db: Queryable,
  environmentId: string,
  { versionId, digest }: { versionId: string; digest: string | null },
): Promise<boolean> {
  const [row] = await db.$queryRaw<{ isVerified: boolean }[]>`
    SELECT EXISTS (
      SELECT 1 FROM environment_releases r JOIN deployments d ON d.id = r.deployment_id
      WHERE r.environment_id = ${environmentId}::uuid AND r.version_id = ${versionId}::uuid
        AND r.release ->> 'digest' = ${digest} AND r.verified_at IS NOT NULL AND r.failed_at IS NULL
        AND d.status = 'completed') AS "isVerified"`;
  return row?.isVerified === true;
}
