import type { ActorView } from "#lib/access/rules/actor.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import {
  allowedCommands,
  reasonOf,
  statusOf,
  type DeployedRelease,
  type DeploymentCommand,
  type DeploymentStatus,
  type Override,
  type Trigger,
} from "#lib/deployments/rules/deployment.ts";
import { hideSecrets } from "#lib/deployments/secrets.ts";
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import type { LogLevel } from "#lib/stage-kinds/call.ts";
import { nextStages, previousStages, type EntryType, type StageStatus } from "#lib/stages/rules/machine.ts";
import type { PlannedStage } from "#lib/templates/rules/plan.ts";
import type { StageKind } from "#lib/templates/rules/stage-kinds.ts";

export interface DeploymentStageView {
  name: string;
  title: string;
  description: string;
  kind: StageKind;
  needs: string[];
  /** The stages that wait for it. */
  next: string[];
  status: StageStatus;
  statusReason: string | null;
  attempt: number;
  attemptsMax: number;
  onFailure: PlannedStage["onFailure"];
  /** When it is tried or looked at again. */
  wakeAt: string | null;
  startedAt: string | null;
  deadlineAt: string | null;
  completedAt: string | null;
  rolledBackAt: string | null;
  /** What it brought forth, such as the rollout that it made. */
  output: Record<string, unknown> | null;
}

/** What lists show of a deployment. */
export interface DeploymentSummary {
  id: string;
  number: number;
  name: string;
  product: { id: string; slug: string; name: string };
  version: string;
  environment: { id: string; slug: string; name: string } | null;
  template: { id: string; slug: string; name: string; version: number } | null;
  status: DeploymentStatus;
  statusReason: string | null;
  priority: string;
  trigger: Trigger;
  stages: { name: string; title: string; status: StageStatus }[];
  createdBy: ActorView;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
}

export interface DeploymentView extends Omit<DeploymentSummary, "stages"> {
  versionId: string | null;
  release: DeployedRelease;
  fromVersion: string | null;
  stages: DeploymentStageView[];
  /** As they were given; null in the place of each secret one. */
  variables: Record<string, unknown>;
  rollouts: { id: string; number: number; stage: string | null; status: string }[];
  queue: { id: string; status: string; waitReason: string | null; scheduledAt: string | null; timeZone: string } | null;
  group: { id: string; number: number } | null;
  needs: { id: string; number: number; status: string }[];
  promotedFrom: { id: string; number: number } | null;
  scheduleId: string | null;
  override: Override | null;
  approvalNeed: ApprovalNeed | null;
  allowedActions: DeploymentCommand[];
  updatedAt: string;
}

export interface DeploymentLogView {
  id: number;
  at: string;
  stage: string | null;
  level: LogLevel;
  message: string;
  data: Record<string, unknown>;
}

/** One line of what its machine went through. */
export interface DeploymentEntryView {
  id: number;
  at: string;
  type: EntryType;
  stage: string | null;
  attempt: number | null;
  data: Record<string, unknown>;
}

export function toSummary(record: DeploymentRecord): DeploymentSummary {
  const { machine, plan } = record;
  const titles = new Map(plan.stages.map(({ name, title }) => [name, title]));
  return {
    id: record.id,
    number: record.number,
    name: record.name,
    product: record.product,
    version: record.release.version,
    environment: record.environment,
    template: record.template,
    status: statusOf(machine),
    statusReason: reasonOf(machine) ?? waitReasonOf(record),
    priority: record.priority,
    trigger: record.trigger,
    stages: machine.stages.map(({ name, status }) => ({ name, title: titles.get(name) ?? "", status })),
    createdBy: record.createdBy,
    createdAt: record.createdAt.toISOString(),
    startedAt: toText(machine.startedAt),
    completedAt: toText(machine.completedAt),
  };
}

export function toDeploymentView(record: DeploymentRecord): DeploymentView {
  const { queue } = record;
  return {
    ...toSummary(record),
    versionId: record.version?.id ?? null,
    release: record.release,
    fromVersion: record.fromVersion,
    stages: toStages(record),
    variables: hideSecrets(record.variables),
    rollouts: record.rollouts,
    queue: queue && { ...queue, scheduledAt: toText(queue.scheduledAt) },
    group: record.group,
    needs: record.needs,
    promotedFrom: record.promotedFrom,
    scheduleId: record.scheduleId,
    override: record.override,
    approvalNeed: record.approvalNeed,
    allowedActions: allowedCommands(record.machine),
    updatedAt: record.updatedAt.toISOString(),
  };
}

function waitReasonOf({ machine, queue }: DeploymentRecord): string | null {
  return machine.status === "pending" ? (queue?.waitReason ?? null) : null;
}

function toStages({ machine, plan }: DeploymentRecord): DeploymentStageView[] {
  const planned = new Map(plan.stages.map((stage) => [stage.name, stage]));
  return machine.stages.flatMap((stage) => {
    const known = planned.get(stage.name);
    if (known === undefined) return [];
    return [
      {
        name: stage.name,
        title: known.title,
        description: known.description,
        kind: known.kind,
        needs: previousStages(machine.stages, stage.name),
        next: nextStages(machine.stages, stage.name),
        status: stage.status,
        statusReason: stage.statusReason,
        attempt: stage.attempt,
        attemptsMax: known.attemptsMax,
        onFailure: known.onFailure,
        wakeAt: toText(stage.wakeAt),
        startedAt: toText(stage.startedAt),
        deadlineAt: toText(stage.deadlineAt),
        completedAt: toText(stage.completedAt),
        rolledBackAt: toText(stage.rolledBackAt),
        output: stage.output,
      },
    ];
  });
}

function toText(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
