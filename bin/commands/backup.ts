import type { Command } from "commander";
import { act } from "#lib/cli/act.ts";
import { addConnectionOptions, connect, type ConnectionOptions } from "#lib/cli/connection.ts";
import { printJson, printLine } from "#lib/cli/print.ts";
import type { VerifiedArchive } from "#lib/backup/read-archive.ts";
import { describeArchive } from "./describe-archive.ts";
import { orSay } from "./or-say.ts";

interface Options extends ConnectionOptions {
  output?: string;
  files?: boolean;
  database?: boolean;
  keys?: string;
  json?: boolean;
}

export function addBackupCommand(program: Command): void {
  addConnectionOptions(program.command("backup"))
    .description("take a backup of everything, while Slipway runs: one archive, verified as it is written")
    .option("--output <file>", "instead of slipway-<time>.tar; - for standard output")
    .option("--files", "with the files of versions, also where a bucket keeps them")
    .option("--no-files", "without the files of versions")
    .option("--database", "read DATABASE_URL or the data folder, without asking a server")
    .option("--keys <file>", "also write the keys of this machine's settings, to a file to be kept elsewhere")
    .option("--json", "print JSON")
    .action((options: Options) => orSay(() => act(() => backUp(options))));
}

async function backUp(options: Options): Promise<void> {
  const { backUpDatabase, backUpKeys } = await import("#lib/process/backup.ts");
  const { backupName } = await import("#lib/backup/take-backup.ts");
  const output = options.output ?? backupName(new Date());
  const body = options.files === undefined ? {} : { files: options.files };
  if (options.keys !== undefined) await backUpKeys(options.keys);
  const verified = options.database
    ? await backUpDatabase(body, ({ chunks }) => keep(chunks, output))
    : await keep(await fetchBackup(options, body), output);
  if (output === "-") process.stderr.write(`${describeArchive(verified, output)}\n`);
  else if (options.json) printJson({ file: output, digest: verified.digest, ...summary(verified) });
  else printLine(describeArchive(verified, output));
}

async function keep(chunks: AsyncIterable<Uint8Array>, output: string): Promise<VerifiedArchive> {
  const { keepArchive, sendArchive } = await import("#lib/backup/keep-archive.ts");
  return output === "-" ? sendArchive(chunks) : keepArchive(chunks, output);
}

/** Between two pieces an embedded database may be read for a while. */
const PATIENCE_MILLIS = 15 * 60_000;

async function fetchBackup(options: Options, body: { files?: boolean }): Promise<AsyncIterable<Uint8Array>> {
  const call = { method: "POST" as const, path: "/api/v1/backups", body, timeoutMillis: PATIENCE_MILLIS };
  return connect(options).open(call);
}

function summary({ manifest }: VerifiedArchive) {
  const { slipway, createdAt, engine, lastEvent, encryptionKeyId, files } = manifest;
  const tables = Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, rows]));
  const contents = files.contents.length;
  return { slipway, createdAt, engine, lastEvent, encryptionKeyId, tables, files: { ...files, contents } };
}
