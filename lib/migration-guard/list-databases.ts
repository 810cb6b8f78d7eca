import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { databaseInput, listDatabasesInput, listTableDependenciesInput } from "#lib/migration-guard/input.ts";
import {
  findDatabase,
  selectDatabases,
  selectDependencies,
  showDatabase,
  type DatabaseRecord,
} from "#lib/migration-guard/store.ts";
import type { DatabaseView, TableDependencyView } from "#lib/migration-guard/view.ts";
import { requireProduct } from "#lib/products/find.ts";

/** Lists the databases of a product by name. */
export async function listDatabases(ctx: Context, rawInput: unknown): Promise<{ items: DatabaseView[] }> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { productId } = parseInput(listDatabasesInput, rawInput);
  const product = await requireProduct(ctx.db, productId);
  return { items: await selectDatabases(ctx.db, product.id) };
}

export async function getDatabase(ctx: Context, rawInput: unknown): Promise<DatabaseView> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { databaseId } = parseInput(databaseInput, rawInput);
  const view = await showDatabase(ctx.db, databaseId);
  if (view === null) throw notFound("database");
  return view;
}

const placeCursor = z.tuple([z.string(), z.string()]);

/** Pages through the foreign keys of a database, as they were when it was last read. */
export async function listTableDependencies(ctx: Context, rawInput: unknown): Promise<Page<TableDependencyView>> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { databaseId, limit, cursor } = parseInput(listTableDependenciesInput, rawInput);
  await requireDatabase(ctx.db, databaseId);
  const after = decodeCursor(cursor, placeCursor);
  const rows = await selectDependencies(ctx.db, { databaseId, after, limit });
  return toPage(
    rows,
    limit,
    (row) => row,
    ({ table, constraint }) => [table, constraint],
  );
}

/** Finds a database with its sealed connection. Throws NOT_FOUND. */
export async function requireDatabase(db: Queryable, id: string): Promise<DatabaseRecord> {
  const database = await findDatabase(db, id);
  if (database === null) throw notFound("database");
  return database;
}
