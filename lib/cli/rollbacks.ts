import { canAsk, confirm } from "#lib/cli/ask.ts";
import { DeclinedError, UsageError } from "#lib/cli/exit-codes.ts";
import { printJson, printLine, printTable, shortTime } from "#lib/cli/print.ts";
import { ApiError, type Api } from "#lib/client/api.ts";
import type { Page } from "#lib/kernel/page.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import type { Check, Verdict } from "#lib/rollbacks/rules/checks.ts";
import type { PlanCommand } from "#lib/rollbacks/rules/plan.ts";
import { describeWhereabouts } from "#lib/rollbacks/rules/whereabouts.ts";
import type { PlanSummary, PlanView } from "#lib/rollbacks/view.ts";

export const PLANS = "/api/distribution/rollbacks/plans";
export const MORE_OF_PLANS = "/api/v1/rollbacks/plans";

const NUMBER = /^#?(\d+)$/;
/** So much of a digest is enough to know it by. */
const DIGEST_START_MIN = 12;

/** Reads the plan that somebody names by its id, or by its number with or without a hash sign. */
export async function findPlan(api: Api, name: string): Promise<PlanView> {
  return readPlan(api, isUuid(name) ? name : await findId(api, name));
}

export function readPlan(api: Api, id: string): Promise<PlanView> {
  return api.call({ method: "GET", path: `${PLANS}/${id}` });
}

async function findId(api: Api, name: string): Promise<string> {
  const number = NUMBER.exec(name)?.[1];
  if (number === undefined) throw new UsageError(`${name} is neither the number of a rollback plan nor its id.`);
  const { items } = await api.call<Page<PlanSummary>>({ method: "GET", path: PLANS, query: { q: number, limit: 100 } });
  const found = items.find((plan) => plan.number === Number(number));
  if (!found) throw new ApiError(`There is no rollback plan #${number}.`, 404, "NOT_FOUND");
  return found.id;
}

/**
 * Makes sure that the caller means the plan as it is now: by the digest that they name, or by asking them after showing
 * it. The server compares the digest once more, so that a change in between is noticed too.
 */
export async function agreeOn(plan: PlanView, digest: string | undefined, verb: string): Promise<string> {
  if (digest !== undefined) {
    refuseOtherDigest(plan.contentDigest, digest, `Rollback plan #${plan.number}`);
    return plan.contentDigest;
  }
  if (!canAsk()) {
    throw new UsageError(
      `Name what you ${verb}: --digest, as \`slipway rollback status ${plan.number}\` shows it when you look at it.`,
    );
  }
  printPlan(plan);
  if (!(await confirm(`${verb} exactly this?`))) throw new DeclinedError("Nothing was done.");
  return plan.contentDigest;
}

/** Throws a conflict when a digest, or the beginning of one, is not that of the thing. */
export function refuseOtherDigest(actual: string, named: string, what: string): void {
  const [start, whole] = [named, actual].map((text) => text.toLowerCase().replace(/^sha256:/, ""));
  if (start === undefined || whole === undefined || start.length < DIGEST_START_MIN) {
    throw new UsageError(`At least ${DIGEST_START_MIN} characters of the digest are wanted.`);
  }
  if (whole.startsWith(start)) return;
  throw new ApiError(`${what} is not what you looked at: its digest is ${actual}. Look at it again.`, 409, "CONFLICT");
}

export function printPlans(plans: readonly PlanSummary[]): void {
  printTable(
    plans,
    [
      { title: "#", value: (row) => row.number },
      { title: "PRODUCT", value: (row) => row.product.slug },
      { title: "FROM", value: (row) => row.from.version },
      { title: "TO", value: (row) => row.to.version },
      { title: "WHERE", value: (row) => row.environment?.slug ?? "everywhere" },
      { title: "STATUS", value: (row) => row.status },
      { title: "CHECKS", value: (row) => (row.isForced ? `${row.verdict}, forced` : row.verdict) },
      { title: "DEVICES", value: (row) => row.affectedDevices },
      { title: "MADE", value: (row) => shortTime(row.createdAt) },
      { title: "REASON", value: (row) => row.reason },
    ],
    "No rollback plan matches.",
  );
}

export function printPlan(plan: PlanView): void {
  const { product, environment, from, to, approval, estimatedDowntime, force, breakGlass } = plan;
  printLine(`Rollback plan #${plan.number}: ${product.slug} ${from.version} → ${to.version}`);
  printLine(`  status    ${describeStatus(plan)}`);
  printLine(`  where     ${environment?.slug ?? "everywhere"}, ${plan.affectedDevices} devices`);
  printLine(`  how       ${plan.strategy}, batches of ${plan.batches.join(", ")} %`);
  printLine(`  reason    ${plan.reason}`);
  if (estimatedDowntime)
    printLine(`  downtime  about ${estimatedDowntime.seconds} s a device (${estimatedDowntime.basis})`);
  if (force) printLine(`  forced    past ${force.checks.join(", ")}: ${force.reason}`);
  if (breakGlass) printLine(`  glass     broken: ${breakGlass.reason}`);
  printLine(`  approval  ${describeApproval(approval)}`);
  printLine(`  expires   ${shortTime(plan.expiresAt)}`);
  printLine(`  digest    ${plan.contentDigest}`);
  printLine(`  id        ${plan.id}`);
  printChecks(plan.checks);
  for (const { name, status, statusReason } of plan.executions.at(-1)?.stages ?? []) {
    printLine(`  stage ${name}: ${status}${statusReason === null ? "" : ` (${statusReason})`}`);
  }
  if (plan.whereabouts) printLine(describeWhereabouts(plan.whereabouts, from.version));
  const possible = plan.allowedActions.map((action) => commands[action]).filter(Boolean);
  if (possible.length > 0) printLine(`Possible now: ${possible.join(", ")}.`);
}

const marks: Record<Verdict, string> = { pass: "✓", warn: "!", block: "✗" };

export function printChecks(checks: readonly Check[]): void {
  for (const { name, verdict, summary, evidence, more } of checks) {
    printLine(`${marks[verdict]} ${verdict.padEnd(5)} ${name}: ${summary}`);
    if (verdict === "pass") continue;
    for (const { text } of evidence) printLine(`          ${text}`);
    if (more > 0) printLine(`          … and ${more} more`);
  }
}

/** How what people may do is called on the command line; a plan is changed on its page. */
const commands: Record<PlanCommand, string> = {
  update: "",
  check: "checks --again",
  force: "force",
  approve: "approve",
  reject: "reject",
  execute: "execute",
  breakGlass: "execute --break-glass",
  cancel: "cancel",
  retry: "retry",
  goOnWithout: "continue",
  giveUp: "give-up",
};

function describeApproval({ need, standing, objection }: PlanView["approval"]): string {
  const wanted = `${need.count} of the role ${need.role}`;
  const said = {
    notNeeded: "none is needed",
    waiting: "waiting",
    approved: "approved",
    rejected: "rejected",
  }[standing.kind];
  const given = "given" in standing ? `, ${standing.given} of them given` : "";
  return `${said}: ${wanted}${given}${objection === null ? "; you may approve" : ""}`;
}

function describeStatus({ status, statusReason }: PlanView): string {
  return statusReason === null ? status : `${status} (${statusReason})`;
}

/** A plan in one line, for those who follow it in a log. */
export function describePlan(plan: PlanView): string {
  const stage = plan.executions.at(-1)?.stages.find(({ status }) => status === "running");
  const at = stage === undefined ? "" : ` · ${stage.name}`;
  const where = plan.whereabouts === null ? "" : ` · ${describeWhereabouts(plan.whereabouts, plan.from.version)}`;
  const what = `#${plan.number} ${plan.product.slug} ${plan.from.version} → ${plan.to.version}`;
  return `${what}: ${describeStatus(plan)}${at}${where}`;
}

/** Says how a plan is after something was done to it, and its digest, which that may have changed. */
export function tellPlan(plan: PlanView, { json }: { json?: boolean }): void {
  if (json) return printJson(plan);
  printLine(describePlan(plan));
  printLine(`  digest  ${plan.contentDigest}`);
}
