import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { checkInput, STEPS_MAX } from "#lib/migration-guard/input.ts";
import { keepReading } from "#lib/migration-guard/keep-reading.ts";
import { requireDatabase } from "#lib/migration-guard/list-databases.ts";
import { readDatabase, type Reading } from "#lib/migration-guard/read-database.ts";
import type { Step, Undoing } from "#lib/migration-guard/rules/steps.ts";
import { undoneBy, undoOf } from "#lib/migration-guard/rules/undo.ts";
import {
  judge,
  shorten,
  type ActiveRelease,
  type Findings,
  type Judgement,
} from "#lib/migration-guard/rules/verdict.ts";
import { lockDatabase, selectActive } from "#lib/migration-guard/store.ts";
import { insertCheck, type KeptQuestion } from "#lib/migration-guard/store-checks.ts";
import { inspect } from "#lib/migration-guard/target/inspect.ts";
import type { CheckView, Outcome } from "#lib/migration-guard/view.ts";
import { findVersionId } from "#lib/products/store-versions.ts";

/**
 * Asks whether migrations may be undone, and keeps question and answer, whatever it is. Nothing is undone: the answer
 * says `allowed`, or `refused` unless it is forced with a reason, or `unreachable` where nobody knows.
 */
export async function checkMigration(ctx: Context, rawInput: unknown): Promise<CheckView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { databaseId, migrations, version, force = null, ...sources } = parseInput(checkInput, rawInput);
  const database = await requireDatabase(ctx.db, databaseId);
  const versionId = await findNamedVersion(ctx.db, database.product.id, version);
  const question: KeptQuestion = { migrations, ...readUndoing(sources) };
  const reading = await readDatabase(ctx, database, (session, known) => inspect(session, known, question));

  return inTransaction(ctx, async (tx) => {
    const present = await lockDatabase(tx, databaseId);
    if (present === null) throw notFound("database");
    const now = ctx.clock.now();
    if (present.connection === database.connection) await keepReading(tx, databaseId, reading, now);
    const active = await selectActive(tx, database.product.id);
    const { judgement, found } = judgeReading(reading, active);
    const check = await insertCheck(tx, {
      ...{ databaseId, versionId, question, force: judgement.verdict === "block" ? force : null },
      planId: null,
      verdict: judgement.verdict,
      isDestructive: judgement.isDestructive,
      findings: { ...judgement, found, active },
      outcome: outcomeOf(reading, judgement, force),
      by: toActorView(ctx.actor),
      at: now,
    });
    tellCheck(ctx, tx, { ...database.product, database: database.name }, check);
    return check;
  });
}

async function findNamedVersion(db: Queryable, productId: string, version: string | undefined): Promise<string | null> {
  if (version === undefined) return null;
  const id = await findVersionId(db, productId, version);
  if (id !== null) return id;
  const message = "The product has no such version.";
  throw new DomainError("IMPOSSIBLE", message, { errors: [{ path: "version", message }] });
}

interface Sources {
  steps?: Step[] | undefined;
  sql?: string | undefined;
  downSql?: string | undefined;
}

/** Throws INVALID_INPUT for more steps than a database is asked about at once. */
function readUndoing(sources: Sources): Undoing {
  const undoing = undoingOf(sources);
  if (undoing.steps.length <= STEPS_MAX) return undoing;
  const message = `Undoing them takes more than ${STEPS_MAX} steps. Ask about fewer migrations at once.`;
  throw invalidInput({ path: sources.sql === undefined ? "downSql" : "sql", message });
}

function undoingOf({ steps = [], sql, downSql }: Sources): Undoing {
  if (sql !== undefined) return undoOf(sql);
  if (downSql !== undefined) return undoneBy(downSql);
  return { steps, cautions: [], unread: [] };
}

/** Nobody vouches for what could not be looked at. */
export function judgeReading(
  reading: Reading<Findings>,
  active: readonly ActiveRelease[],
): { judgement: Judgement; found: Findings | null } {
  if (reading.kind === "read") return shorten(judge(reading.result, active), reading.result);
  const text = `The database could not be read, so nobody knows. ${reading.error}`;
  return {
    judgement: {
      ...{ verdict: "block", reasons: [{ verdict: "block", text }], summary: text },
      ...{ isDestructive: true, orphans: 0, rowsLost: 0, valuesLost: 0 },
    },
    found: null,
  };
}

function outcomeOf(reading: Reading<unknown>, { verdict }: Judgement, force: { reason: string } | null): Outcome {
  // What nobody has looked at is not allowed by saying so: who knows better needs no answer from here.
  if (reading.kind === "unreadable") return "unreachable";
  return verdict === "block" && force === null ? "refused" : "allowed";
}

/** Tells of an answer in the event log. */
export function tellCheck(
  ctx: Context,
  tx: Transaction,
  { id: productId, slug, database }: { id: string; slug: string; database: string },
  check: CheckView,
): void {
  const { databaseId, migration, verdict, outcome, orphans, rowsLost, valuesLost, summary, forceReason, planId } =
    check;
  recordEvent(ctx, tx, {
    type: "migration_rollback_checked",
    subject: { kind: "productDatabase", id: databaseId },
    productId,
    data: {
      ...{ checkId: check.id, product: slug, database, migration, verdict, outcome, orphans, rowsLost, valuesLost },
      ...{ summary, ...(forceReason !== null && { forceReason }), ...(planId !== null && { planId }) },
    },
  });
}
