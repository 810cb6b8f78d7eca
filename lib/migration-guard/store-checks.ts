import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Prisma } from "#lib/database/client.ts";
import { type Queryable, type Transaction } from "#lib/database/client.ts";
import type { MigrationRollbackAudit } from "#lib/database/generated/client.ts";
import type { Undoing } from "#lib/migration-guard/rules/steps.ts";
import type { Verdict } from "#lib/migration-guard/rules/verdict.ts";
import type { CheckSummary, CheckView, KeptFindings, Outcome } from "#lib/migration-guard/view.ts";

/** What a check asked: enough to ask it again. */
export interface KeptQuestion extends Undoing {
  migrations: string[];
}

export interface NewCheck {
  databaseId: string;
  planId: string | null;
  versionId: string | null;
  question: KeptQuestion;
  verdict: Verdict;
  findings: KeptFindings;
  isDestructive: boolean;
  force: { reason: string } | null;
  outcome: Outcome;
  by: ActorView;
  at: Date;
}

export async function insertCheck(
  tx: Transaction,
  { question, findings, force, by, ...check }: NewCheck,
): Promise<CheckView> {
  const row = await tx.migrationRollbackAudit.create({
    data: {
      ...check,
      migration: question.migrations.join(", "),
      steps: plain(question),
      findings: plain(findings),
      isForced: force !== null,
      forceReason: force?.reason ?? null,
      by: { ...by },
    },
  });
  return toCheckView(row);
}

/** Interfaces of plain values are JSON, but the compiler cannot know that they have no other fields. */
function plain(value: object): Prisma.InputJsonObject {
  return value;
}

export async function findCheck(db: Queryable, databaseId: string, id: string): Promise<CheckView | null> {
  const row = await db.migrationRollbackAudit.findFirst({ where: { id, databaseId } });
  return row && toCheckView(row);
}

export async function selectChecks(
  db: Queryable,
  { databaseId, after, limit }: { databaseId: string; after: readonly [string, string] | null; limit: number },
): Promise<CheckSummary[]> {
  const rows = await db.migrationRollbackAudit.findMany({
    where: {
      databaseId,
      ...(after && { OR: [{ at: { lt: new Date(after[0]) } }, { at: new Date(after[0]), id: { lt: after[1] } }] }),
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  return rows.map(toSummary);
}

function toSummary(row: MigrationRollbackAudit): CheckSummary {
  const { findings } = row as unknown as { findings: KeptFindings };
  const { id, databaseId, planId, versionId, migration, isDestructive, isForced, forceReason } = row;
  return {
    ...{ id, databaseId, planId, versionId, migration, isDestructive, isForced, forceReason },
    verdict: row.verdict as Verdict,
    outcome: row.outcome as Outcome,
    summary: findings.summary,
    orphans: findings.orphans,
    rowsLost: findings.rowsLost,
    valuesLost: findings.valuesLost,
    by: readActor(row.by),
    at: row.at.toISOString(),
  };
}

function toCheckView(row: MigrationRollbackAudit): CheckView {
  const { findings, steps: question } = row as unknown as { findings: KeptFindings; steps: KeptQuestion };
  const { migrations, steps } = question;
  const { reasons, active, found } = findings;
  return { ...toSummary(row), migrations, steps, reasons, active, found };
}

/** A way of versions, from the older one up to the newer one. */
export interface Way {
  productId: string;
  fromVersionId: string;
  toVersionId: string;
}

export interface LatestCheck {
  databaseId: string;
  database: string;
  versionId: string | null;
  migration: string;
  question: KeptQuestion;
  verdict: Verdict;
  orphans: number;
  rowsLost: number;
  valuesLost: number;
  summary: string;
}

/**
 * Reads the newest answer for every migration that a rollback may have to undo: those that a version on the way brought,
 * and those of which nobody said which version did.
 */
export async function selectLatestChecks(
  db: Queryable,
  { productId, fromVersionId, toVersionId }: Way,
): Promise<LatestCheck[]> {
  return db.$queryRaw<LatestCheck[]>`
    WITH latest AS (
      SELECT DISTINCT ON (b.id, m.migration) b.name, m.*
      FROM product_databases b JOIN migration_rollback_audit m ON m.database_id = b.id
      WHERE b.product_id = ${productId}::uuid
      ORDER BY b.id, m.migration, m.at DESC, m.id DESC
    )
    SELECT l.database_id AS "databaseId", l.name AS database, l.version_id AS "versionId", l.migration, l.steps AS question,
           l.verdict, coalesce((l.findings ->> 'orphans')::float8, 0) AS orphans,
           coalesce((l.findings ->> 'rowsLost')::float8, 0) AS "rowsLost",
           coalesce((l.findings ->> 'valuesLost')::float8, 0) AS "valuesLost",
           coalesce(l.findings ->> 'summary', '') AS summary
    FROM latest l LEFT JOIN versions v ON v.id = l.version_id
    WHERE v.id IS NULL OR (
      v.precedence_key COLLATE "C" > (SELECT o.precedence_key FROM versions o WHERE o.id = ${toVersionId}::uuid) COLLATE "C"
      AND v.precedence_key COLLATE "C" <= (SELECT n.precedence_key FROM versions n WHERE n.id = ${fromVersionId}::uuid) COLLATE "C")
    ORDER BY l.name, l.migration`;
}
