import type { Command } from "commander";
import type { CollectedFiles } from "#lib/artifacts/view.ts";
import { act } from "#lib/cli/act.ts";
import { addConnectionOptions, connect, type ConnectionOptions } from "#lib/cli/connection.ts";
import { printJson, printLine } from "#lib/cli/print.ts";

type Options = ConnectionOptions & { dryRun?: boolean; json?: boolean };

export function addGcCommand(program: Command): void {
  addConnectionOptions(program.command("gc"))
    .description("remove contents that no file has any more, once they are a day old; the server does it by itself too")
    .option("--dry-run", "only say what would go")
    .option("--json", "print JSON")
    .action((options: Options) => act(() => collect(options)));
}

async function collect(options: Options): Promise<void> {
  const body = { dryRun: options.dryRun ?? false };
  const found = await connect(options).call<CollectedFiles>({ method: "POST", path: "/api/v1/files/gc", body });
  if (options.json) {
    printJson(found);
    return;
  }
  for (const { sha256, size } of found.contents) printLine(`${sha256}  ${size.toLocaleString("en")} bytes`);
  if (found.count > found.contents.length) printLine(`… and ${found.count - found.contents.length} more`);
  const verb = found.dryRun ? "Would remove" : "Removed";
  printLine(`${verb} ${found.count} contents, ${found.bytes.toLocaleString("en")} bytes.`);
}
