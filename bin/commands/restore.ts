import type { Command } from "commander";
import { act } from "#lib/cli/act.ts";
import { endWith } from "#lib/cli/exit-codes.ts";
import { printJson, printLine } from "#lib/cli/print.ts";
import { describeFault } from "#lib/events/rules/verdict.ts";
import { describeArchive } from "./describe-archive.ts";
import { orSay } from "./or-say.ts";

interface Options {
  verifyOnly?: boolean;
  overwrite?: boolean;
  keys?: string;
  otherKey?: boolean;
  files: boolean;
  json?: boolean;
}

export function addRestoreCommand(program: Command): void {
  program
    .command("restore")
    .description("bring a backup back into DATABASE_URL or the data folder, while Slipway is stopped")
    .argument("<file>", "an archive of slipway backup")
    .option("--verify-only", "only read the archive and say what it is")
    .option("--overwrite", "replace what is there")
    .option("--keys <file>", "the keys that were written with it; they become those of the data folder")
    .option("--other-key", "although what is sealed cannot be opened here, and must be entered anew")
    .option("--no-files", "without the files of versions")
    .option("--json", "print JSON")
    .action((file: string, options: Options) => orSay(() => act(() => restore(file, options))));
}

async function restore(file: string, options: Options): Promise<void> {
  const { inspectBackup, restoreBackup } = await import("#lib/process/restore.ts");
  if (options.verifyOnly) {
    const verified = await inspectBackup(file);
    if (options.json) printJson({ digest: verified.digest, ...verified.manifest });
    else printLine(describeArchive(verified, file));
    return;
  }
  const { overwrite = false, otherKey = false, files } = options;
  const keys = options.keys === undefined ? {} : { keysFile: options.keys };
  const restored = await restoreBackup({ file, overwrite, otherKey, files, ...keys });
  const { verdict, digest, manifest } = restored;
  if (options.json) printJson({ digest, createdAt: manifest.createdAt, lastEvent: manifest.lastEvent, log: verdict });
  else {
    printLine(describeArchive(restored, file));
    for (const fault of verdict.faults) printLine(describeFault(fault));
    printLine(verdict.isSound ? "Restored. The event log is sound." : "Restored. The event log is NOT sound.");
  }
  if (!verdict.isSound) endWith("failed");
}
