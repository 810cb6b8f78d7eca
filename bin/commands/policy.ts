import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { act } from "#lib/cli/act.ts";
import { addConnectionOptions, connect, type ConnectionOptions } from "#lib/cli/connection.ts";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { listPolicies } from "#lib/cli/policies.ts";
import { percent, printJson, printLine, printTable } from "#lib/cli/print.ts";
import type { PolicyPreview, PolicyView } from "#lib/intake/view-policies.ts";

type Options = ConnectionOptions & { json?: boolean };
type Draft = Record<string, unknown> & { name: string };

const FILE_HELP = "a JSON file with a policy or a list of them; - reads standard input";

export function addPolicyCommand(program: Command): void {
  const policy = program.command("policy").description("list, apply and try policies");

  addConnectionOptions(policy.command("list"))
    .description("list policies in the order in which they are asked")
    .option("--json", "print JSON")
    .action((options: Options) => act(() => list(options)));

  addConnectionOptions(policy.command("apply"))
    .description("make the policies of a file, or replace those of the same names")
    .argument("<file>", FILE_HELP)
    .option("--json", "print JSON")
    .action((file: string, options: Options) => act(() => apply(file, options)));

  addConnectionOptions(policy.command("preview"))
    .description("show which images, tags and devices the policies of a file would hit; changes nothing")
    .argument("<file>", FILE_HELP)
    .option("--json", "print JSON")
    .action((file: string, options: Options) => act(() => preview(file, options)));
}

async function list(options: Options): Promise<void> {
  const policies = await listPolicies(connect(options));
  if (options.json) {
    printJson({ items: policies });
    return;
  }
  printTable(
    policies,
    [
      { title: "NAME", value: (row) => row.name },
      { title: "IMAGES", value: (row) => row.imagePattern },
      { title: "TAGS", value: (row) => (row.tagRule ? `${row.tagRule.kind} ${row.tagRule.value}` : "every") },
      { title: "STRATEGY", value: (row) => row.updateStrategy },
      { title: "BATCHES", value: (row) => row.batches.join(",") },
      { title: "FAILURES", value: (row) => `at most ${percent(row.maxFailureRate)}` },
      { title: "PRIORITY", value: (row) => row.priority },
      { title: "ENABLED", value: (row) => (row.enabled ? "yes" : "no") },
      { title: "ID", value: (row) => row.id },
    ],
    "There are no policies. Make one with `slipway policy apply <file>`.",
  );
}

async function apply(file: string, options: Options): Promise<void> {
  const api = connect(options);
  const drafts = await readPolicies(file);
  const idOf = new Map((await listPolicies(api)).map(({ id, name }) => [name, id]));
  const applied: PolicyView[] = [];
  for (const draft of drafts) {
    const id = idOf.get(draft.name);
    const saved = await api.call<PolicyView>(
      id === undefined
        ? { method: "POST", path: "/api/v1/policies", body: draft }
        : { method: "PUT", path: `/api/v1/policies/${id}`, body: draft },
    );
    applied.push(saved);
    if (!options.json) printLine(`${id === undefined ? "Made" : "Replaced"} ${saved.name}.`);
  }
  if (options.json) printJson({ items: applied });
}

async function preview(file: string, options: Options): Promise<void> {
  const api = connect(options);
  const previews: { name: string; preview: PolicyPreview }[] = [];
  for (const draft of await readPolicies(file)) {
    const body = draft;
    const shown = await api.call<PolicyPreview>({ method: "POST", path: "/api/v1/policies/preview", body });
    previews.push({ name: draft.name, preview: shown });
  }
  if (options.json) printJson({ items: previews });
  else for (const item of previews) printPreview(item.name, item.preview);
}

function printPreview(name: string, { images, devices, isShortened }: PolicyPreview): void {
  printLine(name);
  const batches = devices.batches.map(({ percent: upTo, deviceCount }) => `${deviceCount} (up to ${upTo} %)`);
  printLine(`  would update ${devices.total} devices, in batches of ${batches.join(", ") || "none"}`);
  for (const image of images) {
    printLine(`  ${image.image}`);
    for (const { tag, wins, reason } of image.tags) printLine(`    ${wins ? "yes" : "no "}  ${tag}  ${reason}`);
  }
  if (images.length === 0) printLine("  No image that was heard of so far matches.");
  if (isShortened) printLine("  … and more.");
}

async function readPolicies(file: string): Promise<Draft[]> {
  const content = file === "-" ? await text(process.stdin) : await readNamed(file);
  const value = parseJson(file, content);
  const drafts: unknown[] = Array.isArray(value) ? value : [value];
  for (const draft of drafts) {
    if (!isDraft(draft)) throw new UsageError(`${file}: each policy is an object with a name.`);
  }
  return drafts as Draft[];
}

async function readNamed(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}

function isDraft(value: unknown): value is Draft {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
}
