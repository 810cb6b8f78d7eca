import { requirePermission } from "#lib/access/require-permission.ts";
import { describeEvent } from "#lib/events/rules/describe.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { incidentIdInput } from "#lib/rollbacks/incidents/input.ts";
import { storyOf } from "#lib/rollbacks/incidents/show.ts";
import { selectChartSteps, type ChartStep } from "#lib/rollbacks/incidents/store-chart.ts";
import { findIncident, selectStory } from "#lib/rollbacks/incidents/store.ts";
import type { ChartMark, ChartPoint, IncidentChart } from "#lib/rollbacks/rules/incident-chart.ts";
import { selectExecutions } from "#lib/rollbacks/store-executions.ts";
import { requirePlan } from "#lib/rollbacks/store.ts";

/** As many steps as a chart can show; the answer stays small for any fleet. */
const SLICES = 120;
const MARKS_MAX = 20;

/** Tells how many devices stood where while a rollback went on, and what happened at which moment. */
export async function readIncidentChart(ctx: Context, rawInput: unknown): Promise<IncidentChart> {
  requirePermission(ctx.actor, "rollbacks:read");
  const { incidentId } = parseInput(incidentIdInput, rawInput);
  const incident = await findIncident(ctx.db, { id: incidentId });
  if (incident === null) throw notFound("incident");
  const plan = await requirePlan(ctx.db, incident.planId);
  const executions = await selectExecutions(ctx.db, plan.id);
  const from = executions.at(-1)?.startedAt ?? incident.createdAt;
  const to = executions[0]?.completedAt ?? ctx.clock.now();
  const steps = await selectChartSteps(ctx.db, { planId: plan.id, from, to, slices: SLICES });
  const story = await selectStory(ctx.db, storyOf(plan));
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    points: addUp(from, steps),
    marks: story
      .filter((event) => isMark(event, from))
      .slice(0, MARKS_MAX)
      .map(toMark),
  };
}

function addUp(from: Date, steps: readonly ChartStep[]): ChartPoint[] {
  let sum: ChartPoint = { at: from.toISOString(), back: 0, failed: 0, rolledBack: 0 };
  const points = [sum];
  for (const { at, back, failed, rolledBack } of steps) {
    sum = {
      at: at.toISOString(),
      back: sum.back + back,
      failed: sum.failed + failed,
      rolledBack: sum.rolledBack + rolledBack,
    };
    points.push(sum);
  }
  return points;
}

const MARKED: ReadonlySet<string> = new Set([
  "rollback_started",
  "automatic_rollback_started",
  "rollback_glass_broken",
  "release_held",
  "rollback_stuck",
  "rollback_resumed",
  "rollback_completed",
  "rollback_failed",
  "rollback_plan_cancelled",
  "rollout_created",
  "rollout_paused",
  "rollout_resumed",
  "batch_completed",
]);

/** The turning points; the timeline beside the chart has all. */
function isMark({ type, at }: EventView, from: Date): boolean {
  return MARKED.has(type) && Date.parse(at) >= from.getTime();
}

function toMark(event: EventView): ChartMark {
  const { text, tone } = describeEvent(event);
  return { at: event.at, text, tone };
}
