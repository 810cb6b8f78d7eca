import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { actorOf, describeEvent } from "#lib/events/rules/describe.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { readIncidentInput, readPlanIncidentInput } from "#lib/rollbacks/incidents/input.ts";
import { findIncident, selectStory, type IncidentRecord, type StoryPlace } from "#lib/rollbacks/incidents/store.ts";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";
import type { ExecutionDetails, PlanRecord } from "#lib/rollbacks/record.ts";
import { writeMarkdown, writeParts, type ReportFacts } from "#lib/rollbacks/rules/report.ts";
import { showWhereabouts } from "#lib/rollbacks/show.ts";
import { selectExecutions } from "#lib/rollbacks/store-executions.ts";
import { selectPlacedDevices } from "#lib/rollbacks/store-progress.ts";
import { requirePlan } from "#lib/rollbacks/store.ts";

/** Of those that failed so many are named; the page of the plan lists all. */
const FAILED_MAX = 100;

/** Reads the report of a plan. Throws NOT_FOUND for one that was never begun. */
export async function getPlanIncident(ctx: Context, rawInput: unknown): Promise<IncidentView> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { planId } = parseInput(readPlanIncidentInput, rawInput);
  await requirePlan(ctx.db, planId);
  return showIncident(ctx, ctx.db, await findIncident(ctx.db, { planId }));
}

/** Reads one report. Throws NOT_FOUND. */
export async function getIncident(ctx: Context, rawInput: unknown): Promise<IncidentView> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { incidentId } = parseInput(readIncidentInput, rawInput);
  return showIncident(ctx, ctx.db, await findIncident(ctx.db, { id: incidentId }));
}

/** Writes a report from the log as it is now, completed by what people wrote. */
export async function showIncident(
  ctx: Context,
  db: Queryable,
  incident: IncidentRecord | null,
): Promise<IncidentView> {
  if (incident === null) throw notFound("incident");
  const plan = await requirePlan(db, incident.planId);
  const executions = await selectExecutions(db, plan.id);
  const story = await selectStory(db, storyOf(plan));
  const facts = await gatherFacts(ctx, db, { plan, executions, incident });
  const timeline = story.map(toEntry);
  const failed = await listFailed(ctx, db, plan, executions[0]);
  const { summary, cause, actions } = incident;
  const parts = writeParts(facts, { summary, cause, actions });
  return {
    id: incident.id,
    number: incident.number,
    title: incident.title,
    plan: { id: plan.id, number: plan.number, status: plan.status },
    product: plan.product,
    ...parts,
    written: { summary, cause, actions },
    revision: incident.revision,
    editedBy: incident.editedBy,
    editedAt: incident.editedAt?.toISOString() ?? null,
    startedAt: facts.startedAt,
    endedAt: facts.endedAt,
    whereabouts: facts.whereabouts,
    failed,
    issue: showIssue(ctx, incident),
    timeline,
    markdown: writeMarkdown(incident.title, facts, parts, { timeline, failed }),
  };
}

function showIssue(
  { config: { githubIssues } }: Context,
  { issueStatus, issueUrl, issueError }: IncidentRecord,
): IncidentView["issue"] {
  const repository = githubIssues === null ? null : `${githubIssues.owner}/${githubIssues.repository}`;
  return { status: issueStatus, url: issueUrl, error: issueError, repository };
}

/** What the log is asked for. */
export function storyOf({ id, deploymentId, content: { from, product } }: PlanRecord): StoryPlace {
  return { planId: id, deploymentId, fromDigest: from.digest, productId: product.id };
}

async function gatherFacts(
  ctx: Context,
  db: Queryable,
  {
    plan,
    executions,
    incident,
  }: { plan: PlanRecord; executions: readonly ExecutionDetails[]; incident: IncidentRecord },
): Promise<ReportFacts> {
  const { content, trigger } = plan;
  return {
    number: plan.number,
    product: content.product.slug,
    environment: plan.environment?.name ?? null,
    from: content.from.version,
    to: content.to.version,
    reason: content.reason,
    evidence: trigger.evidence ?? null,
    isAutomatic: plan.isAutomatic,
    isForced: content.force !== null,
    brokeGlass: plan.breakGlass !== null,
    status: plan.status,
    startedAt: (executions.at(-1)?.startedAt ?? incident.createdAt).toISOString(),
    endedAt: executions[0]?.completedAt?.toISOString() ?? null,
    whereabouts: await showWhereabouts(ctx, db, plan, executions[0]),
  };
}

function toEntry(event: EventView): IncidentView["timeline"][number] {
  const { text, cause, href } = describeEvent(event);
  return { seq: event.seq, at: event.at, text, cause: cause ?? null, by: actorOf(event) ?? null, href: href ?? null };
}

async function listFailed(
  ctx: Context,
  db: Queryable,
  { content }: PlanRecord,
  execution: ExecutionDetails | undefined,
): Promise<IncidentView["failed"]> {
  if (execution === undefined) return [];
  const { product, deviceFilter, from, to } = content;
  const place = { product, deviceFilter, from, to, executionId: execution.id };
  const query = { placement: "failed", after: null, limit: FAILED_MAX } as const;
  const devices = await selectPlacedDevices(db, place, query, freshnessOf(ctx));
  return devices.slice(0, FAILED_MAX).map(({ id, name, reason }) => ({ id, name, reason }));
}
