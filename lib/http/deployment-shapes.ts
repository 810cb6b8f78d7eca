import { z } from "zod";
import { PRIORITIES } from "#lib/deployments/queue/rules/priority.ts";
import { deploymentCommands, deploymentStatuses, triggerKinds } from "#lib/deployments/rules/deployment.ts";
import { APPROVER_ROLES } from "#lib/environments/rules/environment.ts";
import { actorShape } from "#lib/http/shapes.ts";
import { rolloutStatuses } from "#lib/rollouts/rules/rollout.ts";
import { entryTypes, stageStatuses } from "#lib/stages/rules/machine.ts";
import { STAGE_KINDS, type StageKind } from "#lib/templates/rules/stage-kinds.ts";

const time = z.string().describe("RFC 3339, UTC");
const named = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });
const numbered = z.object({ id: z.uuid(), number: z.int() });
const values = z.record(z.string(), z.unknown());

const trigger = z.object({
  kind: z.enum(triggerKinds),
  id: z.string().optional().describe("Such as the id of a policy, a schedule or a CI run"),
  name: z.string().optional(),
  url: z.string().optional(),
});

export const deploymentSummaryShape = z.object({
  id: z.uuid(),
  number: z.int(),
  name: z.string(),
  product: named,
  version: z.string(),
  environment: named.nullable().describe("Null for a rollout of a policy or by hand"),
  template: named.extend({ version: z.int() }).nullable(),
  status: z.enum(deploymentStatuses),
  statusReason: z.string().nullable().describe("Why it ended, or what it waits for"),
  priority: z.enum(PRIORITIES),
  trigger,
  stages: z.array(z.object({ name: z.string(), title: z.string(), status: z.enum(stageStatuses) })),
  createdBy: actorShape,
  createdAt: time,
  startedAt: time.nullable(),
  completedAt: time.nullable(),
});

const stage = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  kind: z.enum(STAGE_KINDS as [StageKind, ...StageKind[]]),
  needs: z.array(z.string()).describe("Stages that must be over before it"),
  next: z.array(z.string()).describe("Stages that wait for it"),
  status: z.enum(stageStatuses),
  statusReason: z.string().nullable(),
  attempt: z.int().describe("Tries so far"),
  attemptsMax: z.int(),
  onFailure: z.enum(["rollBack", "stop", "continue"]),
  wakeAt: time.nullable().describe("When it is tried or looked at again"),
  startedAt: time.nullable(),
  deadlineAt: time.nullable(),
  completedAt: time.nullable(),
  rolledBackAt: time.nullable(),
  output: values.nullable().describe("What it brought forth, such as the rollout that it made"),
});

export const deploymentShape = deploymentSummaryShape.extend({
  versionId: z.uuid().nullable().describe("Null while the registry has not said what a policy's rollout is"),
  release: z
    .object({
      image: z.string(),
      tag: z.string(),
      digest: z.string().nullable(),
      version: z.string(),
      artifacts: z.array(z.object({ id: z.uuid(), sha256: z.string() })),
    })
    .describe("Exactly what is deployed"),
  fromVersion: z.string().nullable().describe("What the environment ran before"),
  stages: z.array(stage),
  variables: values.describe("As they were given; null in the place of each secret one"),
  rollouts: z.array(numbered.extend({ stage: z.string().nullable(), status: z.enum(rolloutStatuses) })),
  queue: z
    .object({
      id: z.uuid(),
      status: z.string(),
      waitReason: z.string().nullable(),
      scheduledAt: time.nullable(),
      timeZone: z.string(),
    })
    .nullable(),
  group: numbered.nullable(),
  needs: z.array(numbered.extend({ status: z.enum(deploymentStatuses) })),
  promotedFrom: numbered.nullable(),
  scheduleId: z.uuid().nullable(),
  override: z
    .object({
      reason: z.string(),
      requestedBy: actorShape,
      confirmedBy: actorShape.optional(),
      confirmedAt: time.optional(),
    })
    .nullable(),
  approvalNeed: z
    .object({ count: z.int(), role: z.enum(APPROVER_ROLES), because: z.string().optional() })
    .nullable()
    .describe("Approvals that it needs before it starts"),
  allowedActions: z.array(z.enum(deploymentCommands)),
  updatedAt: time,
});

export const deploymentLogShape = z.object({
  id: z.int(),
  at: time,
  stage: z.string().nullable(),
  level: z.enum(["info", "warning", "error"]),
  message: z.string(),
  data: values,
});

export const deploymentEntryShape = z.object({
  id: z.int(),
  at: time,
  type: z.enum(entryTypes),
  stage: z.string().nullable(),
  attempt: z.int().nullable(),
  data: values,
});
