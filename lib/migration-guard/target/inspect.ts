import { titleOf, type Catalog } from "#lib/migration-guard/rules/catalog.ts";
import { findEffects, type Effect } from "#lib/migration-guard/rules/effects.ts";
import { quoteName, type Undoing } from "#lib/migration-guard/rules/steps.ts";
import { mayBeRows, type Access, type Finding, type Findings } from "#lib/migration-guard/rules/verdict.ts";
import { countRows, sampleKeys } from "#lib/migration-guard/target/count-rows.ts";
import { readColumns } from "#lib/migration-guard/target/read-catalog.ts";
import { readApplied, toHistory } from "#lib/migration-guard/target/read-history.ts";
import type { Session } from "#lib/migration-guard/target/session.ts";

export interface Question extends Undoing {
  migrations: readonly string[];
}

/** What one connection reads once, for all questions. */
export interface Known {
  catalog: Omit<Catalog, "columns">;
  access: Access;
  schemas: readonly string[];
}

/** Finds out in a product's database what undoing migrations would do to rows that are there now. */
export async function inspect(session: Session, known: Known, question: Question): Promise<Findings> {
  const { steps, cautions, unread, migrations } = question;
  const columns = await readColumns(session, known.catalog, steps, known.schemas);
  const catalog: Catalog = { ...known.catalog, columns };
  const { effects, missing, ambiguous } = findEffects(steps, catalog, known.schemas);
  const found: Finding[] = [];
  // One behind the other: there is one connection, and the database has other things to do.
  for (const effect of effects) found.push(await measure(session, effect, catalog));
  const history = toHistory(await readApplied(session, known.catalog, known.schemas), migrations);
  return { effects: found, more: 0, missing, ambiguous, cautions, unread, history, access: known.access };
}

async function measure(session: Session, effect: Effect, { tables }: Catalog): Promise<Finding> {
  const { kind, table, column, constraint, parent, condition, isAtMost = false } = effect;
  const count = await countRows(session, effect, tables);
  const isWorthAKey = count.rows > 0 && kind !== "rowsLost" && mayBeRows(count);
  return {
    kind,
    table: titleOf(table),
    ...(column !== undefined && { column: quoteName(column) }),
    ...(constraint !== undefined && { constraint: quoteName(constraint) }),
    ...(constraint !== undefined && "columns" in condition && { columns: condition.columns.map(quoteName) }),
    ...(parent !== undefined && { parent: titleOf(parent) }),
    count,
    isAtMost,
    sample: isWorthAKey ? await sampleKeys(session, effect, tables) : [],
  };
}
