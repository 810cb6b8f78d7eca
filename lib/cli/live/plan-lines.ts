import { barWidth, drawBar, type BarPart } from "#lib/cli/live/bar.ts";
import { describeElapsed } from "#lib/cli/live/elapsed.ts";
import type { Frame } from "#lib/cli/live/frame.ts";
import type { Color } from "#lib/cli/paint.ts";
import type { PlanStatus } from "#lib/rollbacks/rules/plan.ts";
import { describeWhereabouts, type Whereabouts } from "#lib/rollbacks/rules/whereabouts.ts";
import type { ExecutionView, PlanView } from "#lib/rollbacks/view.ts";
import type { StageStatus } from "#lib/stages/rules/machine.ts";

const BESIDE_BAR = 12;

const colors: Record<PlanStatus, Color> = {
  awaitingApproval: "yellow",
  approved: "cyan",
  executing: "cyan",
  needsDecision: "yellow",
  completed: "green",
  failed: "red",
  rejected: "red",
  cancelled: "yellow",
  expired: "yellow",
};

/** Draws a rollback as it stands: its stages, and which device is where. */
export function planLines(plan: PlanView, frame: Frame): string[] {
  const { paint, now, trouble } = frame;
  const execution = plan.executions.at(-1);
  const what = `Rollback #${plan.number}  ${plan.product.slug} ${plan.from.version} → ${plan.to.version}`;
  return [
    `${paint("bold", what)}  ${paint(colors[plan.status], plan.status)}${elapsedOf(execution, now)}`,
    paint("dim", `${plan.environment?.slug ?? "everywhere"} · ${plan.strategy} · ${plan.reason}`),
    "",
    ...(execution ? stageLines(execution, frame) : [waitingLine(plan)]),
    ...(plan.whereabouts ? ["", ...whereaboutsLines(plan.whereabouts, plan.from.version, frame)] : []),
    ...(plan.statusReason ? ["", plan.statusReason] : []),
    ...(trouble ? [paint("yellow", `${trouble} Trying again …`)] : []),
  ];
}

function elapsedOf(execution: ExecutionView | undefined, now: Date): string {
  if (!execution) return "";
  const until = execution.completedAt === null ? now : new Date(execution.completedAt);
  return `  ${describeElapsed(until.getTime() - new Date(execution.startedAt).getTime())}`;
}

const marks: Partial<Record<StageStatus, [string, Color]>> = {
  running: ["▸", "cyan"],
  completed: ["✓", "green"],
  skipped: ["–", "dim"],
  failed: ["✗", "red"],
};

function stageLines({ stages }: ExecutionView, { paint }: Frame): string[] {
  return stages.map(({ name, status, statusReason }) => {
    const [mark, color] = marks[status] ?? ["·", "dim" as const];
    return `${paint(color, mark)} ${name.padEnd(10)} ${status}${statusReason === null ? "" : `  ${statusReason}`}`;
  });
}

function waitingLine({ approval: { standing, need } }: PlanView): string {
  const given = "given" in standing ? standing.given : 0;
  return `Waiting for approvals: ${given} of ${need.count} given, of the role ${need.role}.`;
}

function whereaboutsLines(where: Whereabouts, from: string, { columns, paint }: Frame): string[] {
  const parts: BarPart[] = [
    { count: where.back, sign: "█", color: "green" },
    { count: where.elsewhere, sign: "▓", color: "green" },
    { count: where.failed, sign: "×", color: "red" },
    { count: where.unreachable, sign: "?", color: "yellow" },
    { count: where.underWay, sign: "▒", color: "cyan" },
    { count: where.untouched, sign: "░", color: "dim" },
  ];
  return [`Devices  ${drawBar(parts, barWidth(columns, BESIDE_BAR), paint)}`, describeWhereabouts(where, from)];
}
