import type { Command } from "commander";
import { act, collect } from "#lib/cli/act.ts";
import { findDatabase, printCheck, toStep } from "#lib/cli/check-rollback.ts";
import { aCommand, connect, type Options } from "#lib/cli/connection.ts";
import { endWith, UsageError, type Outcome } from "#lib/cli/exit-codes.ts";
import { readMigrations } from "#lib/cli/migration-files.ts";
import { printJson } from "#lib/cli/print.ts";
import type { CheckView } from "#lib/migration-guard/view.ts";

type CheckOptions = Options & {
  product: string;
  database?: string;
  migrations?: string;
  migration?: string[];
  after?: string;
  down?: boolean;
  dropTable?: string[];
  dropColumn?: string[];
  name?: string;
  releaseVersion?: string;
  force?: string;
};

/** The server gives the database half a minute. */
const TIMEOUT_MILLIS = 60_000;

/** Safe is success; unsafe and unknown are told apart, and neither is success. */
const endings: Record<CheckView["outcome"], Outcome> = {
  allowed: "ok",
  refused: "failed",
  unreachable: "unavailable",
};

export function addCheckRollbackCommand(program: Command): void {
  aCommand(
    program,
    "check-rollback",
    "ask a product's database whether migrations may be undone. Exit code 0: safe, 1: not, 8: it could not be asked",
  )
    .argument("[files...]", "migrations as SQL files; they are read, and never run")
    .requiredOption("--product <slug>", "the product")
    .option("--database <name>", "which of its databases; left out: the only one")
    .option("--migrations <folder>", "where they lie, such as prisma/migrations")
    .option("--migration <name>", "one of the folder; may be given several times", collect)
    .option("--after <name>", "all of the folder behind this one")
    .option("--down", "the files are scripts that undo; of folders, their down.sql")
    .option("--drop-table <table>", "instead of files: what undoing drops; may be given several times", collect)
    .option("--drop-column <table.column>", "instead of files; may be given several times", collect)
    .option("--name <name>", "what to call what is undone, where no file names it")
    .option("--release-version <version>", "the version that brought them: rollbacks that do not pass it ignore this")
    .option("--force <reason>", "allow it although something is lost; the reason is kept")
    .action((files: string[], options: CheckOptions) => act(() => check(files, options)));
}

async function check(files: readonly string[], options: CheckOptions): Promise<void> {
  const question = await readQuestion(files, options);
  const api = connect(options);
  const { id } = await findDatabase(api, options.product, options.database);
  const answer = await api.call<CheckView>({
    method: "POST",
    path: `/api/v1/databases/${id}/checks`,
    body: {
      ...question,
      version: options.releaseVersion,
      ...(options.force !== undefined && { force: { reason: options.force } }),
    },
    timeoutMillis: TIMEOUT_MILLIS,
  });
  if (options.json) printJson(answer);
  else printCheck(answer);
  endWith(endings[answer.outcome]);
}

async function readQuestion(files: readonly string[], options: CheckOptions): Promise<object> {
  const { dropTable = [], dropColumn = [], name, down = false } = options;
  const steps = [
    ...dropTable.map((text) => toStep("dropTable", text)),
    ...dropColumn.map((text) => toStep("dropColumn", text)),
  ];
  const { migrations: folder, migration: names, after } = options;
  const hasFiles = files.length > 0 || folder !== undefined || names !== undefined || after !== undefined;
  if (hasFiles === steps.length > 0) {
    throw new UsageError("Name migrations as files or with --migrations, or say what is dropped with --drop-table.");
  }
  if (!hasFiles) return { migrations: [name ?? [...dropTable, ...dropColumn].join(", ").slice(0, 255)], steps };
  const read = await readMigrations({ files, folder, names, after, isDown: down });
  const migrations = name === undefined ? read.map((one) => one.name) : [name];
  // Undone from the last one back; what makes is read in the order in which it was made.
  const sql = (down ? read.reverse() : read).map((one) => one.sql).join("\n;\n");
  return { migrations, [down ? "downSql" : "sql"]: sql };
}
