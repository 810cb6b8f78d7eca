import type { Command } from "commander";
import { act, collect, wholeNumber } from "#lib/cli/act.ts";
import { addConnectionOptions, connect, type Options } from "#lib/cli/connection.ts";
import { endWith, UsageError } from "#lib/cli/exit-codes.ts";
import {
  DEPLOYMENTS,
  describeDeployment,
  findDeploymentId,
  printDeployment,
  printDeployments,
  readDeployment,
  readVariables,
  waitForEnd,
} from "#lib/cli/deployments.ts";
import { printJson, printLine } from "#lib/cli/print.ts";
import { refuseOtherDigest } from "#lib/cli/rollbacks.ts";
import type { Api } from "#lib/client/api.ts";
import type { DeploymentSummary, DeploymentView } from "#lib/deployments/view.ts";
import type { Page } from "#lib/kernel/page.ts";

type WaitOptions = Options & { wait?: boolean; timeout?: number };
export type DecideOptions = Options & { reason?: string; stage?: string; digest?: string };
type ListOptions = Options & { status?: string; product?: string; environment?: string; query?: string; limit: number };
type PromoteOptions = WaitOptions & { to?: string; template?: string; set?: string[]; name?: string; at?: string };
type StartOptions = WaitOptions & {
  product: string;
  releaseVersion: string;
  to: string;
  template: string;
  set?: string[];
  name?: string;
  priority?: string;
  at?: string;
};

/** What people do to a deployment: the verb on the command line, that of the address, and what its help says. */
const ACTIONS = [
  { verb: "pause", path: "pause", says: "let no further stage start; its rollouts are paused too" },
  { verb: "resume", path: "resume", says: "let a paused deployment go on" },
  { verb: "cancel", path: "cancel", says: "end it; devices keep what they run" },
  { verb: "retry", path: "retry", says: "try the stages again that failed" },
  { verb: "rollback", path: "rollback", says: "take back what its stages did, the last one first" },
  { verb: "approve", path: "approve", says: "approve its start, or the stage that asks", hasStage: true },
  { verb: "reject", path: "reject", says: "reject its start, or the stage that asks", hasStage: true },
] as const;

export function addDeployCommand(program: Command): void {
  const deploy = program.command("deploy").description("deploy versions to environments, and steer deployments");
  addStart(deploy);
  addReading(deploy);
  addPromote(deploy);
  for (const { verb, path, says, ...rest } of ACTIONS) {
    const command = addConnectionOptions(deploy.command(verb))
      .description(says)
      .argument("<deployment>", "its number or id")
      .option("--reason <text>", "why; it is kept")
      .option("--json", "print JSON");
    if ("hasStage" in rest) {
      command.option("--stage <name>", "the stage that is meant, where several ask");
      command.option("--digest <digest>", "of the release that is meant, or its beginning; another one is refused");
    }
    command.action((name: string, options: DecideOptions) => act(() => steerDeployment(name, path, options)));
  }
}

function addStart(deploy: Command): void {
  addConnectionOptions(deploy.command("start", { isDefault: true }))
    .description("deploy a version by a template")
    .requiredOption("--product <slug>", "the product")
    .requiredOption("--release-version <version>", "its version")
    .requiredOption("--to <environment>", "the environment's slug")
    .requiredOption("--template <slug>", "the template")
    .option("--set <name=value>", "a variable of the template; may be given several times", collect)
    .option("--name <name>", "what it is called; left out: the product and its version")
    .option("--priority <priority>", "critical, high, normal or low")
    .option("--at <time>", "not before this time, for example 2027-01-31T22:00:00Z")
    .option("--wait", "wait until it is over; exit code 6 unless it completed")
    .option("--timeout <seconds>", "wait no longer than that; exit code 7 then", wholeNumber(1))
    .option("--json", "print JSON")
    .action((options: StartOptions) => act(() => start(options)));
}

function addReading(deploy: Command): void {
  addConnectionOptions(deploy.command("list"))
    .description("list deployments, the newest first")
    .option("--status <statuses>", "only these, separated by commas")
    .option("--product <slug>", "only those of a product")
    .option("--environment <slug>", "only those to an environment")
    .option("--query <text>", "only those with this in their number, name, product or version")
    .option("--limit <count>", "how many to show", wholeNumber(1), 20)
    .option("--json", "print JSON")
    .action((options: ListOptions) => act(() => list(options)));

  addConnectionOptions(deploy.command("show"))
    .description("show a deployment and its stages")
    .argument("<deployment>", "its number or id")
    .option("--json", "print JSON")
    .action((name: string, options: Options) => act(() => show(name, options)));

  addConnectionOptions(deploy.command("wait"))
    .description("wait until a deployment is over; exit code 6 unless it completed")
    .argument("<deployment>", "its number or id")
    .option("--timeout <seconds>", "no longer than that; exit code 7 then", wholeNumber(1))
    .option("--json", "print JSON once it is over")
    .action((name: string, options: WaitOptions) =>
      act(async () => {
        const api = connect(options);
        await follow(api, await findDeploymentId(api, name), options);
      }),
    );
}

function addPromote(deploy: Command): void {
  addConnectionOptions(deploy.command("promote"))
    .description("deploy to the next environment exactly what was verified in this one")
    .argument("<deployment>", "its number or id")
    .option("--to <environment>", "another one than the next")
    .option("--template <slug>", "another template than the one that it was made with")
    .option("--set <name=value>", "a variable of the template; may be given several times", collect)
    .option("--name <name>", "what it is called")
    .option("--at <time>", "not before this time")
    .option("--wait", "wait until it is over; exit code 6 unless it completed")
    .option("--timeout <seconds>", "wait no longer than that; exit code 7 then", wholeNumber(1))
    .option("--json", "print JSON")
    .action((name: string, options: PromoteOptions) => act(() => promote(name, options)));
}

async function start(options: StartOptions): Promise<void> {
  const api = connect(options);
  const made = await api.call<DeploymentView>({
    method: "POST",
    path: DEPLOYMENTS,
    body: {
      product: options.product,
      version: options.releaseVersion,
      environment: options.to,
      template: options.template,
      variables: readVariables(options.set ?? []),
      name: options.name,
      priority: options.priority,
      scheduledAt: options.at,
    },
  });
  await tell(api, made, options);
}

async function list(options: ListOptions): Promise<void> {
  const { status, product, environment, query, limit } = options;
  const page = await connect(options).call<Page<DeploymentSummary>>({
    method: "GET",
    path: DEPLOYMENTS,
    query: { status, product, environment, q: query, limit },
  });
  if (options.json) printJson(page);
  else printDeployments(page.items);
}

async function show(name: string, options: Options): Promise<void> {
  const api = connect(options);
  const deployment = await readDeployment(api, await findDeploymentId(api, name));
  if (options.json) printJson(deployment);
  else printDeployment(deployment);
}

async function promote(name: string, options: PromoteOptions): Promise<void> {
  const api = connect(options);
  const made = await api.call<DeploymentView>({
    method: "POST",
    path: `${DEPLOYMENTS}/${await findDeploymentId(api, name)}/promote`,
    body: {
      environment: options.to,
      template: options.template,
      variables: readVariables(options.set ?? []),
      name: options.name,
      scheduledAt: options.at,
    },
  });
  await tell(api, made, options);
}

/** Does what a verb says to a deployment, and says how it is then. */
export async function steerDeployment(name: string, path: string, options: DecideOptions): Promise<void> {
  const api = connect(options);
  const id = await findDeploymentId(api, name);
  const { reason, stage, digest } = options;
  if (digest !== undefined) await requireDigest(api, id, digest);
  await api.call({ method: "POST", path: `${DEPLOYMENTS}/${id}/${path}`, body: { reason, stage } });
  const deployment = await readDeployment(api, id);
  if (options.json) return printJson(deployment);
  printLine(describeDeployment(deployment));
  if (deployment.release.digest !== null) printLine(`  digest  ${deployment.release.digest}`);
}

/** What a deployment brings is pinned when it is made, so that one look is enough. */
async function requireDigest(api: Api, id: string, digest: string): Promise<void> {
  const { number, release } = await readDeployment(api, id);
  if (release.digest === null) throw new UsageError(`Deployment #${number} brings files, which have no single digest.`);
  refuseOtherDigest(release.digest, digest, `What deployment #${number} brings`);
}

async function tell(api: Api, made: DeploymentView, options: WaitOptions): Promise<void> {
  if (options.wait) await follow(api, made.id, options);
  else if (options.json) printJson(made);
  else printLine(describeDeployment(made));
}

async function follow(api: Api, id: string, options: WaitOptions): Promise<void> {
  const say = options.json ? null : printLine;
  const ended = await waitForEnd(api, { id, say, timeoutSeconds: options.timeout });
  if (options.json) printJson(ended);
  if (ended.status !== "completed") endWith("endedBadly");
}
