import { Option, type Command } from "commander";
import { act, wholeNumber } from "#lib/cli/act.ts";
import { aCommand, connect, type Options } from "#lib/cli/connection.ts";
import { endWith, UsageError } from "#lib/cli/exit-codes.ts";
import { chooseManner } from "#lib/cli/live/tellers.ts";
import { printJson, printLine, printTable, shortTime } from "#lib/cli/print.ts";
import {
  agreeOn,
  findPlan,
  MORE_OF_PLANS,
  PLANS,
  printChecks,
  printPlan,
  printPlans,
  readPlan,
  tellPlan,
} from "#lib/cli/rollbacks.ts";
import { watchPlan } from "#lib/cli/watch-plan.ts";
import type { Api } from "#lib/client/api.ts";
import type { Page } from "#lib/kernel/page.ts";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";
import { planStatuses } from "#lib/rollbacks/rules/plan.ts";
import { placements } from "#lib/rollbacks/rules/whereabouts.ts";
import type { PlanDeviceView, PlanSummary, PlanView } from "#lib/rollbacks/view.ts";
import { addPlanCommand } from "./rollback-plan.ts";

type ListOptions = Options & { status?: string; product?: string; environment?: string; query?: string; limit: number };
type StatusOptions = Options & { watch?: boolean; timeout?: number };
type DecideOptions = Options & { digest?: string; reason?: string };
type ExecuteOptions = DecideOptions & { breakGlass?: boolean; wait?: boolean; timeout?: number };
const PLAN_HELP = "the plan's number or id";
const DIGEST_HELP =
  "of the plan as you saw it, or its beginning; left out on a terminal, it is shown and you are asked";

const EXPLANATION = `
A rollback is planned, checked, agreed to by a second person, and carried out:
  slipway rollback plan --deployment 42 --reason "Doors stay open"
  slipway rollback checks 7
  slipway rollback approve 7 --digest 3f9ab2c41d07…
  slipway rollback execute 7 --digest 3f9ab2c41d07… --wait`;

/** What people decide about a plan without naming its digest: the word, that of the address, and what its help says. */
const DECISIONS = [
  { verb: "force", path: "force", says: "go past the checks that block; needs new approvals", needsReason: true },
  { verb: "cancel", path: "cancel", says: "cancel a plan, or stop one that is being carried out" },
  { verb: "retry", path: "retry", says: "try again what stands half-way" },
  { verb: "continue", path: "continue", says: "go on without the devices that failed" },
  { verb: "give-up", path: "give-up", says: "end it half-way, with a report of what is where" },
] as const;

export function addRollbackCommand(program: Command): void {
  const rollback = program
    .command("rollback")
    .description("take versions back: plan, check, approve, carry out")
    .addHelpText("after", EXPLANATION);
  addPlanCommand(rollback);
  addReading(rollback);
  addApproving(rollback);
  for (const decision of DECISIONS) {
    const command = aCommand(rollback, decision.verb, decision.says).argument("<plan>", PLAN_HELP);
    const reason = new Option("--reason <text>", "why; it is kept in the event log");
    command.addOption(reason.makeOptionMandatory("needsReason" in decision));
    command.action((name: string, options: DecideOptions) => act(() => decide(name, decision.path, options)));
  }
}

function addReading(rollback: Command): void {
  aCommand(rollback, "list", "list rollback plans, the newest first")
    .option("--status <statuses>", `only these, separated by commas: ${planStatuses.join(", ")}`)
    .option("--product <slug>", "only those of a product")
    .option("--environment <slug>", "only those in an environment")
    .option("--query <text>", "only those with this in their number, product, version or reason")
    .option("--limit <count>", "how many to show", wholeNumber(1), 20)
    .action((options: ListOptions) => act(() => list(options)));

  aCommand(rollback, "status", "show a plan, its checks and its digest, or follow it until it is over")
    .alias("show")
    .argument("<plan>", PLAN_HELP)
    .option("--watch", "follow it until it is over or needs a decision")
    .option("--timeout <seconds>", "follow it no longer than that; exit code 7 then", wholeNumber(1))
    .action((name: string, options: StatusOptions) => act(() => status(name, options)));

  aCommand(rollback, "checks", "show the safety checks of a plan; exit code 1 when one of them blocks")
    .argument("<plan>", PLAN_HELP)
    .option("--again", "run them again first")
    .action((name: string, options: Options & { again?: boolean }) => act(() => checks(name, options)));

  aCommand(rollback, "devices", "list the devices of a plan, and where each stands")
    .argument("<plan>", PLAN_HELP)
    .addOption(new Option("--placement <placement>", "only those").choices(placements))
    .option("--limit <count>", "how many to show", wholeNumber(1), 50)
    .action((name: string, options: Options & { placement?: string; limit: number }) =>
      act(() => devices(name, options)),
    );

  aCommand(rollback, "report", "print the incident report, as Markdown")
    .argument("<plan>", PLAN_HELP)
    .action((name: string, options: Options) => act(() => report(name, options)));
}

function addApproving(rollback: Command): void {
  aCommand(rollback, "approve", "agree to a plan exactly as you saw it")
    .argument("<plan>", PLAN_HELP)
    .option("--digest <digest>", DIGEST_HELP)
    .option("--reason <text>", "why; it is kept")
    .action((name: string, options: DecideOptions) => act(() => approvePlan(name, options)));

  aCommand(rollback, "reject", "reject a plan, which ends it")
    .argument("<plan>", PLAN_HELP)
    .option("--digest <digest>", DIGEST_HELP)
    .requiredOption("--reason <text>", "why; it is kept")
    .action((name: string, options: DecideOptions) => act(() => decideOnDigest(name, "reject", options)));

  aCommand(rollback, "execute", "carry an approved plan out")
    .argument("<plan>", PLAN_HELP)
    .option("--digest <digest>", DIGEST_HELP)
    .option("--break-glass", "without the approvals that are missing; everybody hears of it. Wants --reason")
    .option("--reason <text>", "why the glass is broken")
    .option("--wait", "follow it until it is over or needs a decision; exit code 6 unless it completed")
    .option("--timeout <seconds>", "follow it no longer than that; exit code 7 then", wholeNumber(1))
    .action((name: string, options: ExecuteOptions) => act(() => execute(name, options)));
}

async function list({ status: only, product, environment, query, limit, ...options }: ListOptions): Promise<void> {
  const page = await connect(options).call<Page<PlanSummary>>({
    method: "GET",
    path: PLANS,
    query: { status: only, product, environment, q: query, limit },
  });
  if (options.json) printJson(page);
  else printPlans(page.items);
}

async function status(name: string, options: StatusOptions): Promise<void> {
  const api = connect(options);
  const found = await findPlan(api, name);
  if (options.watch) await watch(api, found.id, options);
  else if (options.json) printJson(found);
  else printPlan(found);
}

async function watch(api: Api, planId: string, { json, timeout }: StatusOptions): Promise<void> {
  const ended = await watchPlan(api, { planId, manner: chooseManner(json ?? false), timeoutSeconds: timeout });
  if (ended.status === "completed") return;
  if (ended.status === "needsDecision" && !json) printLine("It waits for a decision: retry, continue or give-up.");
  endWith("endedBadly");
}

async function checks(name: string, options: Options & { again?: boolean }): Promise<void> {
  const api = connect(options);
  const found = await findPlan(api, name);
  const path = `${MORE_OF_PLANS}/${found.id}/check`;
  const checked = options.again ? await api.call<PlanView>({ method: "POST", path, body: {} }) : found;
  if (options.json) printJson({ verdict: checked.verdict, checkedAt: checked.checkedAt, checks: checked.checks });
  else printChecks(checked.checks);
  if (checked.verdict === "block") endWith("failed");
}

async function devices(name: string, options: Options & { placement?: string; limit: number }): Promise<void> {
  const api = connect(options);
  const { id } = await findPlan(api, name);
  const page = await api.call<Page<PlanDeviceView>>({
    method: "GET",
    path: `${MORE_OF_PLANS}/${id}/devices`,
    query: { placement: options.placement, limit: options.limit },
  });
  if (options.json) return printJson(page);
  printTable(
    page.items,
    [
      { title: "NAME", value: (row) => row.name },
      { title: "FLEET", value: (row) => row.fleet },
      { title: "RUNS", value: (row) => row.version },
      { title: "WHERE", value: (row) => row.placement },
      { title: "REASON", value: (row) => row.reason },
      { title: "SEEN", value: (row) => shortTime(row.lastSeenAt) },
    ],
    "No device is there.",
  );
  if (page.nextCursor !== null) printLine("There are more; show them with --limit.");
}

async function report(name: string, options: Options): Promise<void> {
  const api = connect(options);
  const { id } = await findPlan(api, name);
  const incident = await api.call<IncidentView>({ method: "GET", path: `${PLANS}/${id}/incident` });
  if (options.json) printJson(incident);
  else printLine(incident.markdown);
}

/** Approves a plan; also what `slipway approve rollback` does. */
export function approvePlan(name: string, options: DecideOptions): Promise<void> {
  return decideOnDigest(name, "approve", options);
}

async function decideOnDigest(name: string, verb: "approve" | "reject", options: DecideOptions): Promise<void> {
  const api = connect(options);
  const found = await findPlan(api, name);
  const contentDigest = await agreeOn(found, options.digest, verb);
  const body = { contentDigest, reason: options.reason };
  tellPlan(await api.call<PlanView>({ method: "POST", path: `${PLANS}/${found.id}/${verb}`, body }), options);
}

async function execute(name: string, options: ExecuteOptions): Promise<void> {
  const { reason } = options;
  if (options.breakGlass && !reason) throw new UsageError("Breaking the glass wants a --reason.");
  const api = connect(options);
  const found = await findPlan(api, name);
  const contentDigest = await agreeOn(found, options.digest, "execute");
  const body = { contentDigest, breakGlass: options.breakGlass ? { reason } : undefined };
  const begun = await api.call<PlanView>({ method: "POST", path: `${PLANS}/${found.id}/execute`, body });
  if (options.wait) await watch(api, begun.id, options);
  else tellPlan(begun, options);
}

async function decide(name: string, path: string, options: DecideOptions): Promise<void> {
  const api = connect(options);
  const { id } = await findPlan(api, name);
  await api.call({ method: "POST", path: `${MORE_OF_PLANS}/${id}/${path}`, body: { reason: options.reason } });
  tellPlan(await readPlan(api, id), options);
}
