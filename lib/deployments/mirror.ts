import type { Transaction } from "#lib/database/client.ts";
import { recordDeploymentEvent } from "#lib/deployments/record-events.ts";
import { reasonOf, statusOf, type DeploymentStatus } from "#lib/deployments/rules/deployment.ts";
import { saveStanding } from "#lib/deployments/store.ts";
import { endRelease, recordRelease } from "#lib/environments/record-release.ts";
import type { EventType } from "#lib/events/types.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { DeploymentContext } from "#lib/stage-kinds/call.ts";
import type { Change } from "#lib/stages/rules/changes.ts";
import type { Entry, EntryType, MachineRecord } from "#lib/stages/rules/machine.ts";

/** Lets a deployment follow a change of its machine: its status, its events, and what its environment runs. */
export async function mirror(
  ctx: Context,
  tx: Transaction,
  before: MachineRecord<DeploymentContext>,
  { machine, entries }: Change<DeploymentContext, string>,
  now: Date,
): Promise<void> {
  const { context } = machine;
  const from = statusOf(before);
  const status = statusOf(machine);
  const statusReason = reasonOf(machine);
  for (const entry of entries) recordStageEvent(ctx, tx, machine, entry);
  if (status === from && statusReason === reasonOf(before)) return;

  const { startedAt, completedAt } = machine;
  await saveStanding(tx, context.deploymentId, { status, statusReason, startedAt, completedAt }, now);
  if (status === from) return;
  if (status === "completed") await recordRelease(tx, context.deploymentId, now);
  if (status === "rolledBack") await endRelease(tx, context.deploymentId, now);
  recordDeploymentEvent(ctx, tx, context, eventOf(from, status), {
    from,
    to: status,
    ...(statusReason !== null && { reason: statusReason }),
  });
}

function eventOf(from: DeploymentStatus, status: DeploymentStatus): EventType {
  if (status === "running") return from === "paused" ? "deployment_resumed" : "deployment_started";
  return statusEvents[status];
}

const statusEvents = {
  queued: "deployment_created",
  paused: "deployment_paused",
  completed: "deployment_completed",
  failed: "deployment_failed",
  cancelled: "deployment_cancelled",
  rollingBack: "deployment_rolling_back",
  rolledBack: "deployment_rolled_back",
} as const satisfies Record<Exclude<DeploymentStatus, "running">, EventType>;

const stageEvents: Partial<Record<EntryType, EventType>> = {
  stage_start: "stage_started",
  stage_wait: "stage_waiting",
  stage_complete: "stage_completed",
  stage_skip: "stage_skipped",
  stage_retry: "stage_retried",
  rollback: "stage_rolled_back",
  rollback_failure: "stage_rollback_failed",
};

function recordStageEvent(
  ctx: Context,
  tx: Transaction,
  { context, stages }: MachineRecord<DeploymentContext>,
  entry: Entry,
): void {
  // A failure that is tried again is told by its retry.
  const isEnd = entry.type === "stage_failure" && entry.data.isRetried === false;
  const type = isEnd ? "stage_failed" : stageEvents[entry.type];
  if (type === undefined) return;
  const { stage, attempt, data } = entry;
  // How many people a stage waits for; others wait for the time, or for devices.
  const missing = stages.find(({ name }) => name === stage)?.output?.missing;
  const isAsking = type === "stage_waiting" && typeof missing === "number" && missing > 0;
  recordDeploymentEvent(ctx, tx, context, type, {
    ...data,
    stage,
    ...(attempt !== null && { attempt }),
    ...(isAsking && { missingApprovals: missing }),
  });
}
