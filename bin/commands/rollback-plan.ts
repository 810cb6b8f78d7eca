import { Option, type Command } from "commander";
import { act, share, wholeNumber } from "#lib/cli/act.ts";
import { aCommand, connect, type Options } from "#lib/cli/connection.ts";
import { findDeploymentId } from "#lib/cli/deployments.ts";
import { endWith, UsageError } from "#lib/cli/exit-codes.ts";
import { printJson, printLine } from "#lib/cli/print.ts";
import { PLANS, tellPlan } from "#lib/cli/rollbacks.ts";
import { findRollout } from "#lib/cli/rollouts.ts";
import type { Api } from "#lib/client/api.ts";
import { strategies } from "#lib/rollbacks/rules/plan.ts";
import type { PlanView, TargetView } from "#lib/rollbacks/view.ts";

type PlanOptions = Options & {
  deployment?: string;
  rollout?: string;
  product?: string;
  environment?: string;
  from?: string;
  to?: string;
  reason?: string;
  strategy?: string;
  batches?: string;
  maxFailureRate?: number;
  at?: string;
  timeZone?: string;
  expires?: number;
  dryRun?: boolean;
};

export function addPlanCommand(rollback: Command): void {
  aCommand(rollback, "plan", "plan to take a version back; nothing moves before it is approved and carried out")
    .option("--deployment <deployment>", "take back what this one brought: its number or id")
    .option("--rollout <rollout>", "take back what this one brought: its number or id")
    .option("--product <slug>", "the product, where neither of both is named")
    .option("--environment <slug>", "only there")
    .option("--from <version>", "what is taken back; left out: what runs there")
    .option("--to <version>", "what it goes back to; left out: found by what ran before")
    .option("--reason <text>", "why")
    .addOption(new Option("--strategy <strategy>", "all at once, in batches, or later").choices(strategies))
    .option("--batches <percentages>", "such as 10,50,100")
    .option("--max-failure-rate <share>", "above it the rollback stops and asks, for example 0.1", share)
    .option("--at <time>", "of a scheduled one: not before, for example 2027-01-31T22:00:00Z")
    .option("--time-zone <zone>", "in which people read its time, for example Europe/Berlin")
    .option("--expires <hours>", "how long it can be carried out", wholeNumber(1))
    .option("--dry-run", "only say what it would go back to")
    .action((options: PlanOptions) => act(() => plan(options)));
}

async function plan(options: PlanOptions): Promise<void> {
  const api = connect(options);
  const place = {
    deploymentId: options.deployment === undefined ? undefined : await findDeploymentId(api, options.deployment),
    rolloutId: options.rollout === undefined ? undefined : (await findRollout(api, options.rollout)).id,
    productId: options.product,
    environmentId: options.environment,
    fromVersion: options.from,
  };
  if (options.dryRun) return showTarget(api, place, options);
  if (!options.reason) throw new UsageError("Say why: --reason.");
  const { maxFailureRate } = options;
  const body = {
    ...place,
    toVersion: options.to,
    reason: options.reason,
    strategy: options.strategy,
    batches: options.batches === undefined ? undefined : readBatches(options.batches),
    gates: maxFailureRate === undefined ? undefined : { maxFailureRate },
    scheduledAt: options.at,
    timeZone: options.timeZone,
    expiresInHours: options.expires,
  };
  tellPlan(await api.call<PlanView>({ method: "POST", path: PLANS, body }), options);
}

async function showTarget(api: Api, query: Record<string, string | undefined>, options: Options): Promise<void> {
  const found = await api.call<TargetView>({ method: "GET", path: "/api/v1/rollbacks/target", query });
  if (options.json) printJson(found);
  else {
    const { product, from, target, candidates } = found;
    const end = target === null ? "nothing to go back to was found" : `${target.version} (${target.foundBy})`;
    printLine(`${product.slug} ${from.version} → ${end}`);
    for (const { version, fault } of candidates) if (fault !== null) printLine(`  ${version} ${fault}`);
  }
  if (found.target === null) endWith("failed");
}

function readBatches(text: string): number[] {
  const percentages = text.split(",").map(Number);
  if (percentages.every((percentage) => percentage > 0 && percentage <= 100)) return percentages;
  throw new UsageError(`${text} is no list of percentages such as 10,50,100.`);
}
