import type { Transaction } from "#lib/database/client.ts";
import { toDependencyRows, type Reading } from "#lib/migration-guard/read-database.ts";
import { replaceDependencies, saveReading } from "#lib/migration-guard/store.ts";

/** Keeps how reading a database went, and what its catalogue told. The caller has locked its row. */
export async function keepReading(tx: Transaction, id: string, reading: Reading<unknown>, now: Date): Promise<void> {
  if (reading.kind === "unreadable") return saveReading(tx, id, { error: reading.error }, now);
  await saveReading(tx, id, { access: reading.known.access }, now);
  await replaceDependencies(tx, id, toDependencyRows(reading.known.catalog), now);
}
