import { randomUUID } from "node:crypto";
import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction, isUniqueViolation } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { parseConnection, sealConnection } from "#lib/migration-guard/connection.ts";
import { createDatabaseInput, updateDatabaseInput } from "#lib/migration-guard/input.ts";
import { keepReading } from "#lib/migration-guard/keep-reading.ts";
import { requireDatabase } from "#lib/migration-guard/list-databases.ts";
import { readDatabase, refuseUnfit, tryConnection } from "#lib/migration-guard/read-database.ts";
import { addressOf } from "#lib/migration-guard/rules/connection.ts";
import { insertDatabase, lockDatabase, saveDatabase, showDatabase } from "#lib/migration-guard/store.ts";
import type { DatabaseView } from "#lib/migration-guard/view.ts";
import { requireProduct } from "#lib/products/find.ts";

/**
 * Names a database of a product's. It is read at once; one that cannot be reached now is kept with what is wrong, but
 * neither one that must not be reached nor a role that may write, unless its owner says that they know.
 */
export async function createDatabase(ctx: Context, rawInput: unknown): Promise<DatabaseView> {
  requirePermission(ctx.actor, "products:write");
  const { productId, connection: text, ...fields } = parseInput(createDatabaseInput, rawInput);
  const product = await requireProduct(ctx.db, productId);
  const connection = parseConnection(text);
  const reading = await tryConnection(ctx, connection, fields);
  refuseUnfit(reading);

  return sayTaken(fields.name, () =>
    inTransaction(ctx, async (tx) => {
      const id = randomUUID();
      const now = ctx.clock.now();
      const sealed = { connection: sealConnection(ctx, id, text), address: addressOf(connection) };
      const createdBy = toActorView(ctx.actor);
      await insertDatabase(tx, { id, productId: product.id, ...fields, ...sealed, createdBy }, now);
      await keepReading(tx, id, reading, now);
      return tell(ctx, tx, id, "created");
    }),
  );
}

/** Changes a database. What is not given stays as it is; its address is given as a whole, with its password. */
export async function updateDatabase(ctx: Context, rawInput: unknown): Promise<DatabaseView> {
  requirePermission(ctx.actor, "products:write");
  const { databaseId, connection: text, ...given } = parseInput(updateDatabaseInput, rawInput);
  const before = await requireDatabase(ctx.db, databaseId);
  const { name = before.name, schemas = before.schemas, allowWritable = before.allowWritable } = given;
  const fields = { name, schemas, allowWritable };
  const connection = text === undefined ? null : parseConnection(text);
  const reading =
    connection === null
      ? await readDatabase(ctx, { ...before, ...fields }, () => Promise.resolve(null))
      : await tryConnection(ctx, connection, fields);
  refuseUnfit(reading);

  return sayTaken(name, () =>
    inTransaction(ctx, async (tx) => {
      const present = await lockDatabase(tx, databaseId);
      if (present === null) throw notFound("database");
      // What was read belongs to the address that was asked: somebody else may have given another one meanwhile.
      if (text === undefined && present.connection !== before.connection) {
        throw new DomainError("CONFLICT", "Somebody else has changed this database. Load it again.");
      }
      const now = ctx.clock.now();
      const moved = text !== undefined && {
        connection: sealConnection(ctx, databaseId, text),
        address: addressOf(parseConnection(text)),
      };
      await saveDatabase(tx, databaseId, { ...fields, ...moved }, now);
      await keepReading(tx, databaseId, reading, now);
      return tell(ctx, tx, databaseId, "changed");
    }),
  );
}

async function tell(ctx: Context, tx: Transaction, id: string, change: string): Promise<DatabaseView> {
  const view = await showDatabase(tx, id);
  if (view === null) throw notFound("database");
  recordEvent(ctx, tx, {
    type: "product_database_saved",
    subject: { kind: "productDatabase", id },
    productId: view.product.id,
    data: { name: view.name, address: view.address, change, allowWritable: view.allowWritable },
  });
  return view;
}

async function sayTaken<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error))
      throw new DomainError("CONFLICT", `The product has a database called ${name} already.`);
    throw error;
  }
}
