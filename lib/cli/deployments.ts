import { ApiError, type Api } from "#lib/client/api.ts";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { follow } from "#lib/cli/follow.ts";
import { lineTeller } from "#lib/cli/live/tellers.ts";
import { printLine, printTable, shortTime } from "#lib/cli/print.ts";
import { isOver } from "#lib/deployments/rules/deployment.ts";
import type { DeploymentSummary, DeploymentView } from "#lib/deployments/view.ts";
import type { Page } from "#lib/kernel/page.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

export const DEPLOYMENTS = "/api/deployments";

const NUMBER = /^#?(\d+)$/;

/** Finds the deployment that somebody names by its id, or by its number with or without a hash sign. */
export async function findDeploymentId(api: Api, name: string): Promise<string> {
  if (isUuid(name)) return name;
  const number = NUMBER.exec(name)?.[1];
  if (number === undefined) throw new UsageError(`${name} is neither the number of a deployment nor its id.`);
  const { items } = await api.call<Page<DeploymentSummary>>({
    method: "GET",
    path: DEPLOYMENTS,
    query: { q: number, limit: 100 },
  });
  const found = items.find((deployment) => deployment.number === Number(number));
  if (!found) throw new ApiError(`There is no deployment #${number}.`, 404, "NOT_FOUND");
  return found.id;
}

export function readDeployment(api: Api, id: string): Promise<DeploymentView> {
  return api.call({ method: "GET", path: `${DEPLOYMENTS}/${id}` });
}

interface Awaited {
  id: string;
  /** Tells each change. */
  say: ((line: string) => void) | null;
  timeoutSeconds?: number | undefined;
}

/** Waits until a deployment is over, and answers how it ended. */
export async function waitForEnd(api: Api, { id, say, timeoutSeconds }: Awaited): Promise<DeploymentView> {
  let shown = "";
  const show = (deployment: DeploymentView) => {
    const line = describeDeployment(deployment);
    if (line !== shown) say?.(line);
    shown = line;
  };
  const { tellTrouble } = lineTeller(() => []);
  return follow({
    read: () => readDeployment(api, id),
    show,
    isOver: ({ status }) => isOver(status),
    tellTrouble,
    timeoutSeconds,
  });
}

/** Reads what --set gave: name=value, where a value that is JSON is taken as such. */
export function readVariables(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new UsageError(`${pair} is no name=value.`);
      return [pair.slice(0, at), readValue(pair.slice(at + 1))];
    }),
  );
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // Not JSON: the text itself is meant.
  }
}

export function printDeployments(deployments: readonly DeploymentSummary[]): void {
  printTable(
    deployments,
    [
      { title: "#", value: (row) => row.number },
      { title: "PRODUCT", value: (row) => row.product.slug },
      { title: "VERSION", value: (row) => row.version },
      { title: "ENVIRONMENT", value: (row) => row.environment?.slug ?? null },
      { title: "TEMPLATE", value: (row) => row.template?.slug ?? null },
      { title: "STATUS", value: (row) => row.status },
      { title: "MADE", value: (row) => shortTime(row.createdAt) },
      { title: "REASON", value: (row) => row.statusReason },
    ],
    "No deployment matches.",
  );
}

export function printDeployment(deployment: DeploymentView): void {
  const { product, fromVersion, version, environment, template, release } = deployment;
  printLine(`Deployment #${deployment.number}: ${product.slug} ${fromVersion ?? "?"} → ${version}`);
  printLine(`  status       ${withReason(deployment.status, deployment.statusReason)}`);
  printLine(`  environment  ${environment?.slug ?? "–"}`);
  printLine(`  template     ${template === null ? "–" : `${template.slug}, version ${template.version}`}`);
  printLine(`  digest       ${release.digest ?? "–"}`);
  printLine(`  id           ${deployment.id}`);
  printTable(
    deployment.stages,
    [
      { title: "STAGE", value: (row) => row.title || row.name },
      { title: "KIND", value: (row) => row.kind },
      { title: "STATUS", value: (row) => row.status },
      { title: "TRY", value: (row) => (row.attempt === 0 ? null : `${row.attempt}/${row.attemptsMax}`) },
      { title: "REASON", value: (row) => row.statusReason },
    ],
    "It has no stages.",
  );
  const possible = deployment.allowedActions.map((action) => (action === "rollBack" ? "rollback" : action));
  if (possible.length > 0) printLine(`Possible now: ${possible.join(", ")}.`);
}

export function describeDeployment(deployment: DeploymentView): string {
  const { number, product, version, environment, stages, status, statusReason } = deployment;
  const done = stages.filter((stage) => stage.status === "completed" || stage.status === "skipped").length;
  const where = environment === null ? "" : ` to ${environment.slug}`;
  return (
    `#${number} ${product.slug} ${version}${where}: ${withReason(status, statusReason)} · ` +
    `${done} of ${stages.length} stages`
  );
}

function withReason(status: string, reason: string | null): string {
  return reason === null ? status : `${status} (${reason})`;
}
