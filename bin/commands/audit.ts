import { Option, type Command } from "commander";
import { act, collect, wholeNumber } from "#lib/cli/act.ts";
import { checkFiles, checkOnServer, download, type TellProgress } from "#lib/cli/audit.ts";
import { addConnectionOptions, connect, type ConnectionOptions } from "#lib/cli/connection.ts";
import { endWith, UsageError } from "#lib/cli/exit-codes.ts";
import { printJson, printLine } from "#lib/cli/print.ts";
import type { Checkpoint } from "#lib/events/audit/checkpoint.ts";
import { describeFault, type Verdict } from "#lib/events/rules/verdict.ts";
import { orSay } from "./or-say.ts";

type VerifyOptions = ConnectionOptions & {
  checkpoints?: string[];
  publicKey?: string[];
  database?: boolean;
  json?: boolean;
};
type ExportOptions = ConnectionOptions & {
  output?: string;
  format: string;
  after?: number;
  types?: string;
  actor?: string;
  subject?: string;
  product?: string;
  rollout?: string;
  from?: string;
  to?: string;
  text?: string;
};
type CheckpointOptions = ConnectionOptions & { all?: boolean; output?: string };
type KeyOptions = ConnectionOptions & { output?: string };

export function addAuditCommand(program: Command): void {
  const audit = program.command("audit").description("the event log: verify that it is what was written, sign, export");

  addConnectionOptions(audit.command("verify"))
    .description("verify exported files offline; without files, the log of the server. Exit code 1 for a fault")
    .argument("[files...]", "exported JSON Lines, one behind the other; - for standard input")
    .option("--checkpoints <file>", "signed checkpoints that you kept; may be given several times", collect)
    .option("--public-key <file>", "the key with which they were signed; may be given several times", collect)
    .option("--database", "verify the log in DATABASE_URL or in the data folder, without a server")
    .option("--json", "print JSON")
    .action((files: string[], options: VerifyOptions) => orSay(() => act(() => verify(files, options))));

  addConnectionOptions(audit.command("export"))
    .description("download the event log, the oldest first")
    .addOption(new Option("--format <format>", "JSON Lines can be verified").choices(["jsonl", "csv"]).default("jsonl"))
    .option("--output <file>", "instead of standard output")
    .option("--after <number>", "only what comes behind this event, to go on from an earlier file", wholeNumber(0))
    .option("--types <types>", "types of events, separated by commas")
    .option("--actor <actor>", "who did it: an id or a name")
    .option("--subject <id>", "what it is about")
    .option("--product <id>", "the product's id")
    .option("--rollout <id>", "the rollout's id")
    .option("--from <time>", "not before, such as 2027-01-31T22:00:00Z")
    .option("--to <time>", "before")
    .option("--text <text>", "stands in the type, the subject, the actor or the data")
    .action((options: ExportOptions) => act(() => exportLog(options)));

  addConnectionOptions(audit.command("checkpoint"))
    .description("sign where the log ends now, and print that; keep it elsewhere")
    .option("--all", "sign nothing: download all checkpoints")
    .option("--output <file>", "instead of standard output")
    .action((options: CheckpointOptions) => act(() => checkpoint(options)));

  addConnectionOptions(audit.command("key"))
    .description("download the public key with which checkpoints are signed")
    .option("--output <file>", "instead of standard output")
    .action((options: KeyOptions) => act(() => publicKey(options)));
}

async function verify(files: readonly string[], options: VerifyOptions): Promise<void> {
  const tell = progressLine(options.json ?? false);
  const verdict = await findVerdict(files, options, tell);
  tell.end();
  if (options.json) printJson(verdict);
  else printVerdict(verdict);
  if (!verdict.isSound) endWith("failed");
}

async function findVerdict(files: readonly string[], options: VerifyOptions, tell: TellProgress): Promise<Verdict> {
  const { checkpoints = [], publicKey = [], database = false } = options;
  if (files.length > 0 && database) throw new UsageError("Name files or --database, not both.");
  if (files.length > 0) return checkFiles({ files, checkpointFiles: checkpoints, keyFiles: publicKey }, tell);
  if (checkpoints.length > 0 || publicKey.length > 0) {
    throw new UsageError("Checkpoints and keys of yours are for exported files: name one, or - for standard input.");
  }
  if (!database) return checkOnServer(connect(options), tell);
  const { verifyDatabase } = await import("#lib/process/verify-database.ts");
  return verifyDatabase(tell);
}

function printVerdict(verdict: Verdict): void {
  const { isSound, events, firstSeq, lastSeq, lastHash, provenSeq, faults, faultCount } = verdict;
  for (const fault of faults) printLine(describeFault(fault));
  if (faultCount > faults.length) printLine(`… and ${faultCount - faults.length} more.`);
  const range = firstSeq === null ? "" : `, ${firstSeq} to ${lastSeq ?? firstSeq}`;
  printLine(`${isSound ? "Sound" : "NOT sound"}: ${events} events${range}.`);
  if (lastHash !== null) printLine(`Last hash: ${lastHash}`);
  printLine(
    provenSeq === null
      ? "No checkpoint vouches for it: a log that was cut off or written anew as a whole would look the same."
      : `Signed checkpoints vouch for it up to event ${provenSeq}.`,
  );
}

async function exportLog({ url, token, profile, output, ...query }: ExportOptions): Promise<void> {
  await download(connect({ url, token, profile }), { path: "/api/v1/events/export", query }, output ?? null);
}

async function checkpoint({ all, output, ...connection }: CheckpointOptions): Promise<void> {
  const api = connect(connection);
  const path = "/api/v1/audit/checkpoints";
  if (all) return download(api, { path: `${path}/export` }, output ?? null);
  const signed = `${JSON.stringify(await api.call<Checkpoint>({ method: "POST", path, body: {} }))}\n`;
  if (output === undefined) process.stdout.write(signed);
  else await appendTo(output, signed);
}

/** One file can so collect the checkpoints of years. */
async function appendTo(file: string, line: string): Promise<void> {
  const { appendFile } = await import("node:fs/promises");
  await appendFile(file, line);
}

async function publicKey({ output, ...connection }: KeyOptions): Promise<void> {
  await download(connect(connection), { path: "/api/v1/audit/public-key" }, output ?? null);
}

const STEP_MILLIS = 200;

/** Says on a terminal how far a check is; elsewhere nothing, so that logs stay readable. */
function progressLine(isQuiet: boolean): TellProgress & { end: () => void } {
  const isShown = process.stderr.isTTY && !isQuiet;
  let shownAt = 0;
  const tell = (checked: number, total: number | null) => {
    if (!isShown || performance.now() - shownAt < STEP_MILLIS) return;
    shownAt = performance.now();
    const of = total === null ? "" : ` of ${total.toLocaleString("en")}`;
    process.stderr.write(`\r${checked.toLocaleString("en")}${of} events checked`);
  };
  const end = () => {
    if (shownAt > 0) process.stderr.write("\r\u001b[K");
  };
  return Object.assign(tell, { end });
}
