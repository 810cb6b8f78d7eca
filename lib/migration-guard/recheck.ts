import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { judgeReading, tellCheck } from "#lib/migration-guard/check-migration.ts";
import { readDatabase, type Reading } from "#lib/migration-guard/read-database.ts";
import type { Findings, Judgement } from "#lib/migration-guard/rules/verdict.ts";
import { findDatabase, lockDatabase, saveReading, type DatabaseRecord } from "#lib/migration-guard/store.ts";
import { insertCheck, selectLatestChecks, type LatestCheck, type Way } from "#lib/migration-guard/store-checks.ts";
import { inspect } from "#lib/migration-guard/target/inspect.ts";

/** Somebody waits for the approval, and a lease for the execution. */
const TOTAL_MILLIS = 15_000;

/**
 * Asks again what was asked of the migrations that a rollback passes, and keeps the new answers beside the old ones. Asks
 * for no permission. A database that cannot be read now leaves its last answer standing, but vouches for nothing.
 */
export async function recheckMigrations(ctx: Context, way: Way, planId: string): Promise<void> {
  const latest = await selectLatestChecks(ctx.db, way);
  const byDatabase = Map.groupBy(latest, ({ databaseId }) => databaseId);
  // All at once: each is given the same time, however many there are.
  await Promise.all([...byDatabase].map(([databaseId, checks]) => recheckDatabase(ctx, databaseId, checks, planId)));
}

async function recheckDatabase(
  ctx: Context,
  databaseId: string,
  checks: readonly LatestCheck[],
  planId: string,
): Promise<void> {
  const database = await findDatabase(ctx.db, databaseId);
  if (database === null) return;
  const reading = await readDatabase(
    ctx,
    database,
    async (session, known) => {
      const answers: Findings[] = [];
      for (const { question } of checks) answers.push(await inspect(session, known, question));
      return answers;
    },
    TOTAL_MILLIS,
  );
  await inTransaction(ctx, (tx) => keepAnswers(ctx, tx, { database, checks, planId, reading }));
}

interface Answers {
  database: DatabaseRecord;
  checks: readonly LatestCheck[];
  planId: string;
  reading: Reading<Findings[]>;
}

async function keepAnswers(
  ctx: Context,
  tx: Transaction,
  { database, checks, planId, reading }: Answers,
): Promise<void> {
  const present = await lockDatabase(tx, database.id);
  if (present === null) return; // Forgotten meanwhile, and its answers with it.
  const now = ctx.clock.now();
  if (present.connection === database.connection) {
    const fresh = reading.kind === "read" ? { access: reading.known.access } : { error: reading.error };
    await saveReading(tx, database.id, fresh, now);
  }
  for (const [index, before] of checks.entries()) {
    const { judgement, found } = answerOf(reading, index, before);
    const check = await insertCheck(tx, {
      ...{ databaseId: database.id, planId, versionId: before.versionId, question: before.question, force: null },
      verdict: judgement.verdict,
      isDestructive: judgement.isDestructive,
      // What is on its way is a check of the plan's own, which knows the place.
      findings: { ...judgement, found, active: [] },
      outcome: reading.kind === "unreadable" ? "unreachable" : judgement.verdict === "block" ? "refused" : "allowed",
      by: toActorView(ctx.actor),
      at: now,
    });
    if (judgement.verdict !== before.verdict) {
      tellCheck(ctx, tx, { ...database.product, database: database.name }, check);
    }
  }
}

function answerOf(reading: Reading<Findings[]>, index: number, before: LatestCheck): ReturnType<typeof judgeReading> {
  if (reading.kind === "unreadable") return { judgement: keepAnswer(reading.error, before), found: null };
  const result = reading.result[index];
  if (result === undefined) throw new Error("Every question has an answer.");
  return judgeReading({ ...reading, result }, []);
}

/** The last answer stands; where it was a good one, it is not known to be so any more. */
function keepAnswer(error: string, before: LatestCheck): Judgement {
  const verdict = before.verdict === "block" ? "block" : "warn";
  const { orphans, rowsLost, valuesLost } = before;
  const text = `The database could not be read again. ${error}`;
  const isRepeat = before.summary.startsWith("The database could not be read");
  return {
    ...{ verdict, isDestructive: verdict === "block", orphans, rowsLost, valuesLost },
    reasons: [{ verdict, text }],
    summary: isRepeat || verdict === "warn" ? text : `${text} Before: ${before.summary}`,
  };
}
