import { randomUUID } from "node:crypto";
import type { RunOutcome } from "#lib/ci/rules/outcome.ts";
import type { RunView } from "#lib/ci/view.ts";
import type { Prisma } from "#lib/database/client.ts";
import { type Queryable, type Transaction } from "#lib/database/client.ts";
import type { CiRun } from "#lib/database/generated/client.ts";
import type { RunConclusion, RunProvider, RunReport } from "#lib/intake/rules/run.ts";

export interface RunRecord extends Omit<CiRun, "provider" | "conclusion" | "outcome"> {
  provider: RunProvider;
  conclusion: RunConclusion;
  outcome: RunOutcome;
}

/** Keeps a run. Null means that it is kept already; waits for a delivery that tells of it at the same time. */
export async function insertRun(
  tx: Transaction,
  run: Omit<RunReport, "objection">,
  { outcome, wakeAt, now }: { outcome: RunOutcome; wakeAt: Date | null; now: Date },
): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO ci_runs (id, provider, repository, workflow, run_id, attempt, branch, commit, conclusion, url, outcome,
                         wake_at, received_at)
    VALUES (${randomUUID()}::uuid, ${run.provider}, ${run.repository}, ${run.workflow}, ${run.runId}, ${run.attempt},
            ${run.branch}, ${run.commit}, ${run.conclusion}, ${run.url}, ${JSON.stringify(outcome)}::jsonb,
            ${wakeAt}::timestamptz, ${now}::timestamptz)
    ON CONFLICT (provider, repository, run_id, attempt, conclusion) DO NOTHING RETURNING id`;
  return rows[0]?.id ?? null;
}

export async function findRunOf(db: Queryable, run: RunReport): Promise<RunRecord | null> {
  const { provider, repository, runId, attempt, conclusion } = run;
  const key = { provider, repository, runId, attempt, conclusion };
  const row = await db.ciRun.findUnique({ where: { provider_repository_runId_attempt_conclusion: key } });
  return row && toRecord(row);
}

export async function findRun(db: Queryable, id: string): Promise<RunRecord | null> {
  const row = await db.ciRun.findUnique({ where: { id } });
  return row && toRecord(row);
}

/** Locks a run and reads it anew: whoever settles it next sees what was done. */
export async function lockRun(tx: Transaction, id: string): Promise<RunRecord | null> {
  await tx.$queryRaw`SELECT id FROM ci_runs WHERE id = ${id}::uuid FOR UPDATE`;
  return findRun(tx, id);
}

export async function saveOutcome(
  tx: Transaction,
  id: string,
  outcome: RunOutcome,
  wakeAt: Date | null,
): Promise<void> {
  const json = outcome as unknown as Prisma.InputJsonObject;
  await tx.ciRun.update({ where: { id }, data: { outcome: json, wakeAt }, select: { id: true } });
}

/** Lists runs that are to be looked at, the oldest first. */
export async function selectDueRuns(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const rows = await db.ciRun.findMany({
    where: { wakeAt: { lte: now } },
    orderBy: { wakeAt: "asc" },
    take: limit,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export async function findNextLook(db: Queryable): Promise<Date | null> {
  const row = await db.ciRun.findFirst({
    where: { wakeAt: { not: null } },
    orderBy: { wakeAt: "asc" },
    select: { wakeAt: true },
  });
  return row?.wakeAt ?? null;
}

/** Says whether another attempt of the same run has come to another, later verdict. */
export async function isSuperseded(db: Queryable, run: RunRecord): Promise<boolean> {
  const later = await db.ciRun.findFirst({
    where: {
      provider: run.provider,
      repository: run.repository,
      runId: run.runId,
      attempt: { gt: run.attempt },
      conclusion: { in: ["success", "failure"] },
    },
    select: { id: true },
  });
  return later !== null;
}

const RUNS_OF_COMMIT_MAX = 500;

/** Reads the verdicts on a commit, the newest first. CI systems may name it by its beginning. */
export async function selectVerdictsOf(
  db: Queryable,
  { repository, commit }: { repository: string; commit: string },
): Promise<RunRecord[]> {
  const rows = await db.ciRun.findMany({
    where: {
      repository: { equals: repository, mode: "insensitive" },
      commit: { startsWith: commit.slice(0, COMMIT_LENGTH_MIN) },
      conclusion: { in: ["success", "failure"] },
    },
    orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
    take: RUNS_OF_COMMIT_MAX,
  });
  return rows.map(toRecord).filter((run) => run.commit.startsWith(commit) || commit.startsWith(run.commit));
}

/** What a commit is named by at least. */
const COMMIT_LENGTH_MIN = 7;

/** Looks at a run later; not at one that was settled meanwhile. */
export async function postponeRun(db: Queryable, id: string, wakeAt: Date): Promise<void> {
  await db.ciRun.updateMany({ where: { id, wakeAt: { not: null } }, data: { wakeAt } });
}

/** Deletes what is settled and so old that nobody asks. */
export async function deleteOldRuns(db: Queryable, before: Date): Promise<void> {
  await db.ciRun.deleteMany({ where: { receivedAt: { lt: before }, wakeAt: null } });
}

export interface RunQuery {
  repository?: string | undefined;
  commit?: string | undefined;
  conclusion?: RunConclusion | undefined;
  after: { receivedAt: string; id: string } | null;
  limit: number;
}

/** Reads runs, the newest first, one more than asked for where there are more. */
export async function selectRuns(db: Queryable, query: RunQuery): Promise<RunRecord[]> {
  const { after, repository, commit, conclusion } = query;
  const rows = await db.ciRun.findMany({
    where: {
      ...(repository !== undefined && { repository: { equals: repository, mode: "insensitive" } }),
      ...(commit !== undefined && { commit: { startsWith: commit.toLowerCase() } }),
      ...(conclusion !== undefined && { conclusion }),
      ...(after && {
        OR: [
          { receivedAt: { lt: new Date(after.receivedAt) } },
          { receivedAt: new Date(after.receivedAt), id: { lt: after.id } },
        ],
      }),
    },
    orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
    take: query.limit + 1,
  });
  return rows.map(toRecord);
}

export function toRunView({ outcome, wakeAt, receivedAt, ...run }: RunRecord): RunView {
  return { ...run, ...outcome, isSettled: wakeAt === null, receivedAt: receivedAt.toISOString() };
}

/** The columns hold only what insertRun and saveOutcome wrote, so the casts are safe. */
function toRecord(row: CiRun): RunRecord {
  return {
    ...row,
    provider: row.provider as RunProvider,
    conclusion: row.conclusion as RunConclusion,
    outcome: row.outcome as unknown as RunOutcome,
  };
}
