import { UsageError } from "#lib/cli/exit-codes.ts";
import { printLine, printTable } from "#lib/cli/print.ts";
import { ApiError, type Api } from "#lib/client/api.ts";
import { Phrase } from "#lib/migration-guard/rules/phrase.ts";
import type { Step } from "#lib/migration-guard/rules/steps.ts";
import { readStatements } from "#lib/migration-guard/rules/tokens.ts";
import { describeCount } from "#lib/migration-guard/rules/verdict.ts";
import type { CheckView, DatabaseView } from "#lib/migration-guard/view.ts";

/** Finds a product's database by its name; the only one where none is named. */
export async function findDatabase(api: Api, product: string, name: string | undefined): Promise<DatabaseView> {
  const { items } = await api.call<{ items: DatabaseView[] }>({
    method: "GET",
    path: `/api/v1/products/${encodeURIComponent(product)}/databases`,
  });
  const [only, ...others] = name === undefined ? items : items.filter((one) => one.name === name || one.id === name);
  if (only === undefined) {
    const which = name === undefined ? "no database" : `no database called ${name}`;
    throw new ApiError(`${product} has ${which}. Add one on its page, under Databases.`, 404, "NOT_FOUND");
  }
  if (others.length > 0) throw new UsageError(`${product} has several databases: name one with --database.`);
  return only;
}

/** Reads schema.table, or schema.table.column where a column is meant; names may be quoted as in SQL. */
export function toStep(kind: "dropTable" | "dropColumn", text: string): Step {
  const [tokens, ...others] = readStatements(text);
  const phrase = new Phrase(tokens ?? []);
  const parts: string[] = [];
  for (
    let part = phrase.takeIdentifier();
    part !== null;
    part = phrase.takeSymbol(".") ? phrase.takeIdentifier() : null
  ) {
    parts.push(part);
  }
  const column = kind === "dropColumn" ? parts.pop() : undefined;
  const [table, schema = null, ...rest] = parts.reverse();
  const isWrong = table === undefined || rest.length > 0 || !phrase.isOver || others.length > 0;
  if (isWrong || (kind === "dropColumn" && column === undefined)) {
    throw new UsageError(`${text} is no ${kind === "dropTable" ? "[schema.]table" : "[schema.]table.column"}.`);
  }
  return kind === "dropTable" ? { kind, schema, table } : { kind: "dropColumn", schema, table, column: column ?? "" };
}

const heads: Record<CheckView["outcome"], string> = {
  allowed: "Safe",
  refused: "NOT safe",
  unreachable: "Nobody knows",
};

/** Prints an answer for people. */
export function printCheck(check: CheckView): void {
  const { outcome, isForced, summary, reasons, found, forceReason } = check;
  printLine(`${isForced ? "Forced" : heads[outcome]}: ${summary}`);
  if (forceReason !== null) printLine(`Forced, because: ${forceReason}`);
  for (const { verdict, text } of reasons) printLine(`  ${verdict.padEnd(5)}  ${text}`);
  const counted = found?.effects ?? [];
  if (counted.length === 0) return;
  printLine("");
  printTable(
    counted,
    [
      { title: "TABLE", value: ({ table, column }) => (column === undefined ? table : `${table}.${column}`) },
      { title: "ROWS", value: ({ count }) => (count.basis === "unknown" ? "unknown" : describeCount(count)) },
      { title: "CONSTRAINT", value: ({ constraint }) => constraint ?? null },
      { title: "SUCH AS", value: ({ sample }) => (sample.length === 0 ? null : sample.join("; ")) },
    ],
    "",
  );
}
