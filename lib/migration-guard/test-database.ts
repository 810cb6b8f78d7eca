import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { databaseInput } from "#lib/migration-guard/input.ts";
import { keepReading } from "#lib/migration-guard/keep-reading.ts";
import { requireDatabase } from "#lib/migration-guard/list-databases.ts";
import { readDatabase } from "#lib/migration-guard/read-database.ts";
import { lockDatabase, showDatabase } from "#lib/migration-guard/store.ts";
import { readApplied } from "#lib/migration-guard/target/read-history.ts";
import type { AppliedView, DatabaseView } from "#lib/migration-guard/view.ts";

/** Reads a database's catalogue anew. That it cannot be read is an answer: it stands in lastError. */
export async function testDatabase(ctx: Context, rawInput: unknown): Promise<DatabaseView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { databaseId } = parseInput(databaseInput, rawInput);
  const database = await requireDatabase(ctx.db, databaseId);
  const reading = await readDatabase(ctx, database, () => Promise.resolve(null));

  return inTransaction(ctx, async (tx) => {
    const present = await lockDatabase(tx, databaseId);
    // What was read of another address is not what this one holds.
    if (present?.connection === database.connection) await keepReading(tx, databaseId, reading, ctx.clock.now());
    const view = await showDatabase(tx, databaseId);
    if (view === null) throw notFound("database");
    return view;
  });
}

/** Lists the migrations that Prisma Migrate ran there, the newest first. Throws UNAVAILABLE where it cannot be read. */
export async function listAppliedMigrations(ctx: Context, rawInput: unknown): Promise<AppliedView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { databaseId } = parseInput(databaseInput, rawInput);
  const database = await requireDatabase(ctx.db, databaseId);
  const reading = await readDatabase(ctx, database, (session, { catalog, schemas }) =>
    readApplied(session, catalog, schemas),
  );
  if (reading.kind === "unreadable") throw new DomainError("UNAVAILABLE", reading.error);
  return { table: reading.result?.table ?? null, items: reading.result?.applied ?? [] };
}
