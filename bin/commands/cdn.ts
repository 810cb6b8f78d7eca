import { setTimeout as sleep } from "node:timers/promises";
import { Option, type Command } from "commander";
import { LOG_FORMATS, type LogFormat } from "#lib/cdn/rules/tally.ts";
import type { InvalidationView, RegionTest, RegionView } from "#lib/cdn/view.ts";
import { act, collect } from "#lib/cli/act.ts";
import { addConnectionOptions, connect, type ConnectionOptions } from "#lib/cli/connection.ts";
import { endWith } from "#lib/cli/exit-codes.ts";
import { ingestLog } from "#lib/cli/ingest-log.ts";
import { printJson, printLine, printTable, shortTime } from "#lib/cli/print.ts";
import type { Api } from "#lib/client/api.ts";
import type { Page } from "#lib/kernel/page.ts";

type Options = ConnectionOptions & { json?: boolean };
type InvalidateOptions = Options & { region?: string[]; wait: boolean };
type IngestOptions = Options & { region: string; format: LogFormat };

const PATH = "/api/distribution/cdn";
const LOOK_AGAIN_MILLIS = 500;

export function addCdnCommand(program: Command): void {
  const cdn = program.command("cdn").description("caches in front of the server: list, test, invalidate, count");

  addConnectionOptions(cdn.command("regions"))
    .description("list the places from which files are handed out")
    .option("--json", "print JSON")
    .action((options: Options) => act(() => list(options)));

  addConnectionOptions(cdn.command("test"))
    .description("fetch a small object through a region; exit code 1 when something is wrong")
    .argument("<region>", "its name")
    .option("--json", "print JSON")
    .action((region: string, options: Options) => act(() => test(region, options)));

  addConnectionOptions(cdn.command("invalidate"))
    .description("have caches forget paths, and wait until they have; a star at the end stands for the rest")
    .argument("<paths...>", "such as /files/… or '/feeds/my-app/*'")
    .option("--region <name>", "only this one; may be given several times", collect)
    .option("--no-wait", "do not wait until it is done")
    .option("--json", "print JSON")
    .action((paths: string[], options: InvalidateOptions) => act(() => invalidate(paths, options)));

  addConnectionOptions(cdn.command("ingest-log"))
    .description("count the downloads of a cache's access log; what was counted already is left out")
    .argument("<file>", "the log")
    .requiredOption("--region <name>", "whose log it is")
    .addOption(
      new Option("--format <format>", "how its lines look, see docs/cdn.md").choices(LOG_FORMATS).default("combined"),
    )
    .option("--json", "print JSON")
    .action((file: string, options: IngestOptions) => act(() => ingest(file, options)));
}

async function list(options: Options): Promise<void> {
  const page = await connect(options).call<Page<RegionView>>({
    method: "GET",
    path: `${PATH}/regions`,
    query: { limit: 500 },
  });
  if (options.json) return printJson(page);
  printTable(
    page.items,
    [
      { title: "REGION", value: ({ name }) => name },
      { title: "PROVIDER", value: ({ provider }) => provider },
      { title: "STATE", value: stateOf },
      { title: "FILES", value: ({ isOrigin, files }) => (isOrigin ? "all" : files.distributed) },
      { title: "FAILED", value: ({ files }) => files.failed },
      { title: "ADDRESS", value: ({ baseUrl }) => baseUrl || null },
      { title: "TESTED", value: ({ checkedAt }) => shortTime(checkedAt) },
    ],
    "There are no regions.",
  );
}

function stateOf({ isOrigin, enabled, lastError }: RegionView): string {
  if (isOrigin) return "this server";
  if (!enabled) return "off";
  return lastError ? "trouble" : "on";
}

async function test(region: string, options: Options): Promise<void> {
  const result = await connect(options).call<RegionTest>({
    method: "POST",
    path: `${PATH}/regions/${encodeURIComponent(region)}/test`,
    body: {},
  });
  if (options.json) printJson(result);
  else {
    for (const { step, ok, detail, cache } of result.steps) {
      const word = ok === null ? "–" : ok ? "ok" : "failed";
      const seen = cache === "unknown" ? "" : ` (${cache.toUpperCase()})`;
      printLine(`${step.padEnd(6)} ${word.padEnd(7)} ${detail}${seen}`);
    }
  }
  if (!result.ok) endWith("failed");
}

async function invalidate(paths: readonly string[], options: InvalidateOptions): Promise<void> {
  const api = connect(options);
  const asked = await api.call<{ items: InvalidationView[] }>({
    method: "POST",
    path: `${PATH}/invalidations`,
    body: { paths, regions: options.region },
  });
  const items = options.wait ? await Promise.all(asked.items.map((item) => untilOver(api, item))) : asked.items;
  if (options.json) printJson({ items });
  else {
    printTable(
      items,
      [
        { title: "REGION", value: ({ region }) => region },
        { title: "STATE", value: ({ state }) => state },
        { title: "TRIES", value: ({ attempts }) => attempts },
        { title: "ERROR", value: ({ error }) => error },
        { title: "ID", value: ({ id }) => id },
      ],
      "No region is on, so there is no cache that could forget.",
    );
  }
  if (items.some(({ state }) => state === "failed")) endWith("failed");
}

async function untilOver(api: Api, asked: InvalidationView): Promise<InvalidationView> {
  let item = asked;
  while (item.state === "pending") {
    await sleep(LOOK_AGAIN_MILLIS);
    item = await api.call<InvalidationView>({ method: "GET", path: `${PATH}/invalidations/${item.id}` });
  }
  return item;
}

async function ingest(file: string, options: IngestOptions): Promise<void> {
  const { region, format } = options;
  const ingested = await ingestLog(connect(options), { region, file, format });
  if (options.json) return printJson(ingested);
  printLine(`${ingested.downloads} downloads in ${ingested.lines} new lines of ${file}.`);
}
