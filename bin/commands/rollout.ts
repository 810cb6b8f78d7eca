import { Option, type Command } from "commander";
import { act, wholeNumber } from "#lib/cli/act.ts";
import { addConnectionOptions, connect, type Options } from "#lib/cli/connection.ts";
import { endWith } from "#lib/cli/exit-codes.ts";
import { chooseManner, type Manner } from "#lib/cli/live/tellers.ts";
import { findPolicyId } from "#lib/cli/policies.ts";
import { printJson, printLine } from "#lib/cli/print.ts";
import { describeRollout, findRollout, printRollout, printRollouts } from "#lib/cli/rollouts.ts";
import { watchRollout } from "#lib/cli/watch-rollout.ts";
import type { Page } from "#lib/kernel/page.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

type StatusOptions = Options & { watch?: boolean; timeout?: number };
export type ActionOptions = Options & { reason?: string; batch?: number; device?: string };
type ListOptions = Options & { status?: string; product?: string; query?: string; limit: number };
type StartOptions = Options & { policy: string; tag: string; image?: string; digest?: string; at?: string };

/** What operators do to a rollout: the verb, what its help says, and what it also takes. */
const ACTIONS = [
  { verb: "pause", says: "stop it before its next step; updates under way are not interrupted" },
  { verb: "resume", says: "let a paused rollout go on" },
  { verb: "cancel", says: "end it; devices keep what they run" },
  { verb: "approve", says: "let the batch start that waits for it", batch: "the batch that is meant, from 1" },
  {
    verb: "rollback",
    says: "take the release back from its devices",
    batch: "only this batch, from 1",
    device: "only this device",
  },
  { verb: "leave-out", says: "go on without one device", device: "the device that is meant", needsDevice: true },
  { verb: "retry", says: "offer the update again to the devices that failed", device: "only this device" },
] as const;

type Action = { verb: string; says: string; batch?: string; device?: string; needsDevice?: boolean };

export function addRolloutCommand(program: Command): void {
  const rollout = program.command("rollout").description("list, watch and steer rollouts");
  addReading(rollout);

  addConnectionOptions(rollout.command("start"))
    .description("start a rollout by hand, under the rules of a policy")
    .requiredOption("--policy <name>", "the policy's name or id")
    .requiredOption("--tag <tag>", "the image's tag")
    .option("--image <image>", "host/repository, where the policy's pattern stands for several")
    .option("--digest <digest>", "pin the image without asking the registry")
    .option("--at <time>", "not before this time, for example 2027-01-31T22:00:00Z")
    .option("--json", "print JSON")
    .action((options: StartOptions) => act(() => start(options)));

  for (const action of ACTIONS) addAction(rollout, action);
}

function addReading(rollout: Command): void {
  addConnectionOptions(rollout.command("list"))
    .description("list rollouts, the newest first")
    .option("--status <statuses>", "only these, separated by commas")
    .option("--product <slug>", "only those of a product")
    .option("--query <text>", "only those with this in their number, product, image, tag or version")
    .option("--limit <count>", "how many to show", wholeNumber(1), 20)
    .option("--json", "print JSON")
    .action((options: ListOptions) => act(() => list(options)));

  addConnectionOptions(rollout.command("status"))
    .alias("show")
    .description("show a rollout and its batches, or follow it until it ends")
    .argument("<rollout>", "its number or id")
    .option("--watch", "follow it, drawn live on a terminal, in lines elsewhere; exit code 6 unless it completed")
    .option("--timeout <seconds>", "follow it no longer than that; exit code 7 then", wholeNumber(1))
    .option("--json", "print JSON; with --watch each event as a line of JSON")
    .action((name: string, options: StatusOptions) => act(() => status(name, options)));

  addConnectionOptions(rollout.command("watch"))
    .description("print a rollout's events in lines until it ends; exit code 6 unless it completed")
    .argument("<rollout>", "its number or id")
    .option("--timeout <seconds>", "no longer than that; exit code 7 then", wholeNumber(1))
    .option("--json", "print each event as a line of JSON")
    .action((name: string, options: StatusOptions) => act(() => watch(name, options, options.json ? "json" : "lines")));
}

function addAction(rollout: Command, action: Action): void {
  const command = addConnectionOptions(rollout.command(action.verb))
    .description(action.says)
    .argument("<rollout>", "its number or id")
    .option("--reason <text>", "why; it is kept in the event log")
    .option("--json", "print JSON");
  if (action.batch) command.addOption(new Option("--batch <number>", action.batch).argParser(wholeNumber(1)));
  if (action.device) command.addOption(deviceOption(action.device, action.needsDevice));
  command.action((name: string, options: ActionOptions) => act(() => steerRollout(name, action.verb, options)));
}

function deviceOption(says: string, isNeeded = false): Option {
  return new Option("--device <id>", says).conflicts("batch").makeOptionMandatory(isNeeded);
}

async function list(options: ListOptions): Promise<void> {
  const page = await connect(options).call<Page<RolloutView>>({
    method: "GET",
    path: "/api/v1/rollouts",
    query: { status: options.status, product: options.product, q: options.query, limit: options.limit },
  });
  if (options.json) printJson(page);
  else printRollouts(page.items);
}

async function status(name: string, options: StatusOptions): Promise<void> {
  if (options.watch) return watch(name, options, chooseManner(options.json ?? false));
  const api = connect(options);
  const { id } = await findRollout(api, name);
  const rollout = await api.call<RolloutView>({ method: "GET", path: `/api/v1/rollouts/${id}` });
  if (options.json) printJson(rollout);
  else printRollout(rollout);
}

async function watch(name: string, options: StatusOptions, manner: Manner): Promise<void> {
  const api = connect(options);
  const { id } = await findRollout(api, name);
  const ended = await watchRollout(api, { rolloutId: id, manner, timeoutSeconds: options.timeout });
  if (ended.status !== "completed") endWith("endedBadly");
}

async function start(options: StartOptions): Promise<void> {
  const api = connect(options);
  const made = await api.call<RolloutView>({
    method: "POST",
    path: "/api/v1/rollouts",
    body: {
      policyId: await findPolicyId(api, options.policy),
      tag: options.tag,
      image: options.image,
      digest: options.digest,
      scheduledAt: options.at,
    },
  });
  if (options.json) printJson(made);
  else printLine(describeRollout(made));
}

/** Does what a verb says to a rollout, and says how it is then. */
export async function steerRollout(name: string, verb: string, options: ActionOptions): Promise<void> {
  const api = connect(options);
  const { id } = await findRollout(api, name);
  const place = options.device === undefined ? "" : `/devices/${encodeURIComponent(options.device)}`;
  await api.call({
    method: "POST",
    path: `/api/v1/rollouts/${id}${place}/${verb}`,
    body: { reason: options.reason, batchIndex: options.batch === undefined ? undefined : options.batch - 1 },
  });
  const rollout = await api.call<RolloutView>({ method: "GET", path: `/api/v1/rollouts/${id}` });
  if (options.json) printJson(rollout);
  else printLine(describeRollout(rollout));
}
