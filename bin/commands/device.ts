import type { Command } from "commander";
import { act, wholeNumber } from "#lib/cli/act.ts";
import { addConnectionOptions, connect, type ConnectionOptions } from "#lib/cli/connection.ts";
import { printJson, printLine, printTable, shortTime } from "#lib/cli/print.ts";
import type { DeviceView, NewDeviceView } from "#lib/devices/view.ts";
import type { Page } from "#lib/kernel/page.ts";

type Options = ConnectionOptions & { json?: boolean };
type CreateOptions = Options & { fleet?: string; tag?: string[] };
type ListOptions = Options & { fleet?: string; tag?: string[]; query?: string; seen?: string; limit: number };

export function addDeviceCommand(program: Command): void {
  const device = program.command("device").description("register and list devices");

  addConnectionOptions(device.command("create"))
    .description("register a device and print its id and token; the token is shown this once")
    .argument("<name>", "what people call it")
    .option("--fleet <name>", "its fleet, which is made where there is none of that name")
    .option("--tag <tags...>", "its tags")
    .option("--json", "print JSON")
    .action((name: string, options: CreateOptions) => act(() => create(name, options)));

  addConnectionOptions(device.command("list"))
    .description("list devices")
    .option("--fleet <name>", "only those of a fleet")
    .option("--tag <tags...>", "only those with all of these tags")
    .option("--query <text>", "only those with this in their name")
    .option("--seen <when>", "only those that are online, or offline")
    .option("--limit <count>", "how many to show", wholeNumber(1), 50)
    .option("--json", "print JSON")
    .action((options: ListOptions) => act(() => list(options)));
}

async function create(name: string, options: CreateOptions): Promise<void> {
  const made = await connect(options).call<NewDeviceView>({
    method: "POST",
    path: "/api/v1/devices",
    body: { name, fleet: options.fleet, tags: options.tag },
  });
  if (options.json) {
    printJson(made);
    return;
  }
  printLine(`id     ${made.id}`);
  printLine(`token  ${made.token}`);
}

async function list(options: ListOptions): Promise<void> {
  const page = await connect(options).call<Page<DeviceView>>({
    method: "GET",
    path: "/api/v1/devices",
    query: {
      fleet: options.fleet,
      tag: options.tag?.join(","),
      q: options.query,
      seen: options.seen,
      limit: options.limit,
    },
  });
  if (options.json) {
    printJson(page);
    return;
  }
  printTable(
    page.items,
    [
      { title: "ID", value: (row) => row.id },
      { title: "NAME", value: (row) => row.name },
      { title: "FLEET", value: (row) => row.fleet?.name ?? null },
      { title: "TAGS", value: (row) => row.tags.join(",") },
      { title: "RUNS", value: (row) => row.apps.map(({ app, version }) => `${app} ${version ?? "?"}`).join(", ") },
      { title: "SEEN", value: (row) => (row.online ? "online" : shortTime(row.lastSeenAt)) },
    ],
    "No device matches. Register one with `slipway device create <name>`.",
  );
  if (page.nextCursor !== null) printLine(`There are more; show them with --limit.`);
}
