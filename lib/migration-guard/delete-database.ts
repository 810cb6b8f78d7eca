import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { databaseInput } from "#lib/migration-guard/input.ts";
import { deleteDatabaseRow, lockDatabase } from "#lib/migration-guard/store.ts";

/** Forgets a database, how to get in, and what was asked about it. That it was asked stays in the event log. */
export async function deleteDatabase(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "products:write");
  const { databaseId } = parseInput(databaseInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const database = await lockDatabase(tx, databaseId);
    if (database === null) throw notFound("database");
    await deleteDatabaseRow(tx, databaseId);
    recordEvent(ctx, tx, {
      type: "product_database_deleted",
      subject: { kind: "productDatabase", id: databaseId },
      productId: database.product.id,
      data: { name: database.name, address: database.address },
    });
  });
}
