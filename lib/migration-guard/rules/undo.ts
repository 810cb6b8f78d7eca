// What would be dropped by undoing this migration, or by running this script that undoes it?
import { Phrase } from "#lib/migration-guard/rules/phrase.ts";
import { StepList } from "#lib/migration-guard/rules/step-list.ts";
import { nameOf, quoteName, type TableName, type Undoing } from "#lib/migration-guard/rules/steps.ts";
import { readStatements } from "#lib/migration-guard/rules/tokens.ts";

/** They touch neither rows nor what holds them. */
const HARMLESS = [
  ...["begin", "start", "commit", "end", "rollback", "savepoint", "release", "set", "reset", "show", "lock"],
  ...["comment", "grant", "revoke", "analyze", "vacuum", "reindex", "cluster", "refresh", "explain", "discard"],
];
/** What can be made and dropped without a row being touched. */
const THINGS = [
  ...["view", "index", "type", "domain", "function", "procedure", "trigger", "sequence", "extension", "policy"],
  ...["rule", "aggregate", "operator", "cast", "collation", "statistics", "publication", "role", "event", "server"],
];
const CONSTRAINTS = ["constraint", "primary", "foreign", "unique", "check", "exclude"];

/** Reads a migration, and says what takes it back: what it makes would be dropped. */
export function undoOf(sql: string): Undoing {
  return readAll(sql, readForward);
}

/** Reads a script that takes a migration back. */
export function undoneBy(sql: string): Undoing {
  return readAll(sql, readBackward);
}

interface Found extends Omit<Undoing, "steps"> {
  steps: StepList;
}

type Reader = (phrase: Phrase, found: Found) => boolean;

function readAll(sql: string, read: Reader): Undoing {
  const found: Found = { steps: new StepList(), cautions: [], unread: [] };
  for (const tokens of readStatements(sql)) {
    const phrase = new Phrase(tokens);
    const { beginning } = phrase;
    if (phrase.takeAny(...HARMLESS) || read(phrase, found)) continue;
    found.unread.push(beginning);
  }
  return {
    steps: unique(found.steps.all, (step) => JSON.stringify(step)),
    cautions: unique(found.cautions, (text) => text),
    unread: unique(found.unread, (text) => text),
  };
}

function readForward(phrase: Phrase, found: Found): boolean {
  if (phrase.take("create")) return readCreate(phrase, found);
  if (phrase.take("alter")) return readAlter(phrase, found, takeBackAction);
  if (phrase.take("drop")) return readDropForward(phrase, found);
  return readRows(phrase, found);
}

function readCreate(phrase: Phrase, found: Found): boolean {
  phrase.take("or", "replace");
  phrase.takeAny("global", "local");
  // It is gone with the session that made it.
  if (phrase.takeAny("temp", "temporary")) return true;
  phrase.takeAny("unlogged", "foreign");
  if (!phrase.take("table")) return readThing(phrase) || phrase.take("schema");
  phrase.take("if", "not", "exists");
  const table = phrase.takeTable();
  if (table) found.steps.add({ kind: "dropTable", ...table });
  return table !== null;
}

function readThing(phrase: Phrase): boolean {
  phrase.takeAny("materialized", "unique", "recursive", "constraint", "trusted", "procedural");
  return phrase.takeAny(...THINGS);
}

/** What a migration drops does not come back by undoing it, unless it made that itself. */
function readDropForward(phrase: Phrase, found: Found): boolean {
  if (!phrase.take("table")) return readThing(phrase) || readDropSchemaForward(phrase, found);
  phrase.take("if", "exists");
  const tables = phrase.takeTables();
  for (const table of tables ?? []) {
    if (!found.steps.remove(table)) {
      found.cautions.push(`It dropped the table ${nameOf(table)}: its rows do not come back.`);
    }
  }
  return tables !== null;
}

function readDropSchemaForward(phrase: Phrase, found: Found): boolean {
  if (!phrase.take("schema")) return false;
  phrase.take("if", "exists");
  const schema = phrase.takeIdentifier();
  if (schema !== null) found.cautions.push(`It dropped the schema ${quoteName(schema)}: nothing of it comes back.`);
  return schema !== null;
}

type ActionReader = (action: Phrase, table: TableName, found: Found) => boolean;

function readAlter(phrase: Phrase, found: Found, readAction: ActionReader): boolean {
  if (!phrase.take("table")) return readThing(phrase) || phrase.takeAny("schema", "default", "database", "system");
  phrase.take("if", "exists");
  phrase.take("only");
  const table = phrase.takeTable();
  if (table === null) return false;
  phrase.takeSymbol("*");
  // Each is read, also behind one that is not understood.
  return phrase.splitRest().reduce((all, action) => readAction(action, table, found) && all, true);
}

function takeBackAction(action: Phrase, table: TableName, found: Found): boolean {
  if (action.take("add")) return takeBackAdd(action, table, found);
  if (action.take("drop")) return takeBackDrop(action, table, found);
  if (action.take("rename")) return takeBackRename(action, table, found);
  if (action.take("alter")) return readColumnChange(action, table, found, ["drop", "not", "null"]);
  if (action.take("set", "schema")) return false;
  return action.takeAny(
    "owner",
    "enable",
    "disable",
    "validate",
    "attach",
    "detach",
    "set",
    "reset",
    "replica",
    "force",
  );
}

function takeBackAdd(action: Phrase, table: TableName, found: Found): boolean {
  if (action.isNext(...CONSTRAINTS)) return true;
  const column = takeColumn(action, ["not", "exists"]);
  if (column !== null) found.steps.add({ kind: "dropColumn", ...table, column });
  return column !== null;
}

function takeBackDrop(action: Phrase, table: TableName, found: Found): boolean {
  if (action.take("constraint")) {
    found.cautions.push(`It dropped a constraint of ${nameOf(table)}: rows that came since may not keep it.`);
    return true;
  }
  const column = takeColumn(action, ["exists"]);
  if (column === null) return false;
  if (!found.steps.removeColumn(table, column) && !found.steps.isMade(table)) {
    found.cautions.push(`It dropped the column ${nameOf(table)}.${quoteName(column)}: its values do not come back.`);
  }
  return true;
}

function takeBackRename(action: Phrase, table: TableName, found: Found): boolean {
  if (action.take("constraint")) return true;
  if (action.take("to")) {
    const to = action.takeIdentifier();
    if (to === null) return false;
    found.steps.rename(table, to);
    return true;
  }
  action.take("column");
  const from = action.takeIdentifier();
  const to = action.take("to") ? action.takeIdentifier() : null;
  if (from === null || to === null) return false;
  found.steps.renameColumn(table, from, to);
  return true;
}

/** `demand` are the words behind which undoing, or this script, demands a value in every row. */
function readColumnChange(action: Phrase, table: TableName, found: Found, demand: readonly string[]): boolean {
  if (action.take("constraint")) return true;
  action.take("column");
  const column = action.takeIdentifier();
  if (column === null) return false;
  if (action.take(...demand)) {
    if (!found.steps.isMade(table)) found.steps.add({ kind: "setNotNull", ...table, column });
    return true;
  }
  if (action.isNext("type") || action.take("set", "data")) {
    const place = `${nameOf(table)}.${quoteName(column)}`;
    found.cautions.push(`The type of ${place} changes: values may not fit into the one before.`);
    return true;
  }
  return action.takeAny("set", "drop", "add", "reset", "restart");
}

/** Rows that were written or changed are no part of a schema: nothing here says how they were before. */
function readRows(phrase: Phrase, found: Found): boolean {
  if (phrase.take("insert", "into")) {
    const table = phrase.takeTable();
    if (table && !found.steps.isMade(table)) found.cautions.push(`It wrote rows into ${nameOf(table)}: they stay.`);
    return table !== null;
  }
  const isDelete = phrase.take("delete", "from");
  if (!isDelete && !phrase.takeAny("update", "truncate")) return false;
  phrase.take("table");
  const tables = phrase.takeTables();
  for (const table of tables?.slice(0, isDelete ? 1 : undefined) ?? []) {
    if (!found.steps.isMade(table))
      found.cautions.push(`It changed rows of ${nameOf(table)}: they are not changed back.`);
  }
  return tables !== null;
}

function readBackward(phrase: Phrase, found: Found): boolean {
  if (phrase.take("drop")) return readDropBackward(phrase, found);
  if (phrase.take("alter")) return readAlter(phrase, found, readBackAction);
  if (phrase.take("create")) return true;
  if (phrase.take("truncate")) {
    phrase.take("table");
    return addAll(found, "deleteRows", phrase.takeTables());
  }
  if (phrase.take("delete", "from")) {
    phrase.take("only");
    const table = phrase.takeTable();
    return addAll(found, "deleteRows", table && [table]);
  }
  return readRows(phrase, found);
}

function readDropBackward(phrase: Phrase, found: Found): boolean {
  if (phrase.take("schema")) {
    phrase.take("if", "exists");
    const schema = phrase.takeIdentifier();
    if (schema !== null) found.steps.addSchema(schema);
    return schema !== null && !phrase.takeSymbol(",");
  }
  phrase.take("foreign");
  if (!phrase.take("table")) return readThing(phrase);
  phrase.take("if", "exists");
  return addAll(found, "dropTable", phrase.takeTables());
}

function addAll(found: Found, kind: "dropTable" | "deleteRows", tables: readonly TableName[] | null): boolean {
  for (const table of tables ?? []) found.steps.add({ kind, ...table });
  return tables !== null;
}

function readBackAction(action: Phrase, table: TableName, found: Found): boolean {
  if (action.take("drop")) {
    if (action.take("constraint")) return true;
    const column = takeColumn(action, ["exists"]);
    if (column !== null) found.steps.add({ kind: "dropColumn", ...table, column });
    return column !== null;
  }
  if (action.take("alter")) return readColumnChange(action, table, found, ["set", "not", "null"]);
  if (action.take("add")) {
    if (action.isNext(...CONSTRAINTS)) {
      found.cautions.push(`It adds a constraint to ${nameOf(table)}: rows that came since may not keep it.`);
    }
    return true;
  }
  if (action.take("set", "schema")) return false;
  const RENAMED = ["rename", "owner", "enable", "disable", "validate", "attach", "detach", "set", "reset", "replica"];
  return action.takeAny(...RENAMED);
}

function takeColumn(action: Phrase, ifWords: readonly string[]): string | null {
  action.take("column");
  action.take("if", ...ifWords);
  return action.takeIdentifier();
}

function unique<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
