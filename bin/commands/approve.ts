import type { Command } from "commander";
import { act, wholeNumber } from "#lib/cli/act.ts";
import { aCommand, addConnectionOptions, connect, type Options } from "#lib/cli/connection.ts";
import { printJson, printTable, shortTime } from "#lib/cli/print.ts";
import { listWaiting } from "#lib/cli/waiting.ts";
import { steerDeployment, type DecideOptions } from "./deploy.ts";
import { approvePlan } from "./rollback.ts";
import { steerRollout, type ActionOptions } from "./rollout.ts";

const EXPLANATION = `
Without more words it lists what waits. Name the digest that you looked at, so that nothing else is approved:
  slipway approve
  slipway approve deployment 42 --digest sha256:3f9ab2c41d07…
  slipway approve rollback 7 --digest 3f9ab2c41d07…
\`slipway deploy approve\`, \`rollback approve\` and \`rollout approve\` do the same.`;

export function addApproveCommand(program: Command): void {
  const approve = program
    .command("approve")
    .description("what waits for an approval, and to give it")
    .addHelpText("after", EXPLANATION);

  addConnectionOptions(approve.command("list", { isDefault: true }))
    .description("list deployments, rollback plans and batches that wait for an approval")
    .option("--json", "print JSON")
    .action((options: Options) => act(() => list(options)));

  aCommand(approve, "deployment", "approve a deployment's start, or the stage that asks")
    .argument("<deployment>", "its number or id")
    .option("--digest <digest>", "of the release that is meant, or its beginning; another one is refused")
    .option("--stage <name>", "the stage that is meant, where several ask")
    .option("--reason <text>", "why; it is kept")
    .action((name: string, options: DecideOptions) => act(() => steerDeployment(name, "approve", options)));

  aCommand(approve, "rollback", "agree to a rollback plan exactly as you saw it")
    .argument("<plan>", "its number or id")
    .option("--digest <digest>", "of the plan, or its beginning; left out on a terminal, it is shown and you are asked")
    .option("--reason <text>", "why; it is kept")
    .action((name: string, options: DecideOptions) => act(() => approvePlan(name, options)));

  aCommand(approve, "rollout", "let the batch start that waits for it")
    .argument("<rollout>", "its number or id")
    .option("--batch <number>", "the batch that is meant, from 1", wholeNumber(1))
    .option("--reason <text>", "why; it is kept")
    .action((name: string, options: ActionOptions) => act(() => steerRollout(name, "approve", options)));
}

async function list(options: Options): Promise<void> {
  const items = await listWaiting(connect(options));
  if (options.json) return printJson({ items });
  printTable(
    items,
    [
      { title: "WHAT", value: ({ kind, number }) => `${kind} ${number}` },
      { title: "PRODUCT", value: ({ product }) => product },
      { title: "ABOUT", value: ({ about }) => about },
      { title: "YOU", value: ({ objection }) => (objection === null ? "may approve" : objection) },
      { title: "SINCE", value: ({ since }) => shortTime(since) },
    ],
    "Nothing waits for an approval.",
  );
}
