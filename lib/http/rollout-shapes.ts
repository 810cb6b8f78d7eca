import { z } from "zod";
import { actorShape } from "#lib/http/shapes.ts";
import {
  batchStatuses,
  deviceStatuses,
  rolloutStatuses,
  strategies,
  waitingReasons,
} from "#lib/rollouts/rules/rollout.ts";
import { rolloutSettingsSchema } from "#lib/rollouts/rules/settings.ts";
import { operatorCommands } from "#lib/rollouts/rules/transitions.ts";

const time = z.string().describe("RFC 3339, UTC");

const counts = z
  .record(z.enum(deviceStatuses), z.int())
  .describe("Devices by status. Until the rollout is planned: an estimate of what the selection would give now");

const batch = z.object({
  index: z.int(),
  percent: z.number().describe("Cumulative share of the selected devices"),
  status: z.enum(batchStatuses),
  deviceCount: z.int(),
  counts,
  failureRate: z.number(),
  startedAt: time.nullable(),
  completedAt: time.nullable(),
  approvedAt: time.nullable(),
  approvedBy: actorShape.nullable(),
});

export const rolloutShape = z.object({
  id: z.uuid(),
  number: z.int(),
  product: z.object({ id: z.uuid(), slug: z.string() }),
  image: z.string(),
  tag: z.string(),
  digest: z.string().nullable().describe("Null until the registry has said what the tag points to"),
  fromVersion: z.string().nullable(),
  toVersion: z.string(),
  strategy: z.enum(strategies),
  status: z.enum(rolloutStatuses),
  statusReason: z.string().nullable(),
  batches: z.array(batch),
  currentBatch: z.int(),
  counts,
  failureRate: z.number().describe("Of the current batch: failed ÷ (healthy + failed)"),
  failureRateMax: z.number(),
  createdAt: time,
  startedAt: time.nullable(),
  completedAt: time.nullable(),
  policyId: z.uuid().nullable(),
  deploymentId: z.uuid().nullable(),
  policy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  settings: rolloutSettingsSchema,
  choice: z.record(z.string(), z.unknown()).nullable().describe("Why this policy and not another"),
  waitingFor: z
    .object({
      reason: z.enum([
        "registry",
        "scheduledTime",
        "window",
        "approval",
        "delay",
        "devices",
        "paused",
        "rollback",
        "nothing",
      ]),
      until: time.nullable().describe("When this may change by itself"),
    })
    .nullable(),
  allowedActions: z.array(z.enum(operatorCommands)),
  pausedFrom: z.enum(rolloutStatuses).nullable(),
  isPlanned: z.boolean(),
  scheduledAt: time.nullable(),
  resolveAt: time.nullable().describe("When the registry is asked next"),
  resolveAttempts: z.int(),
  createdBy: actorShape,
  updatedAt: time,
});

export const rolloutDeviceShape = z.object({
  deviceId: z.uuid(),
  uuid: z.uuid(),
  name: z.string(),
  batchIndex: z.int(),
  position: z.int().describe("Place in the order by sha256(deviceId + rolloutId)"),
  status: z.enum(deviceStatuses),
  reason: z.string().nullable(),
  hasFailed: z.boolean(),
  actionId: z.int().nullable(),
  attempts: z.int(),
  progress: z.int().nullable(),
  waitingFor: z.enum(waitingReasons).nullable().describe("What keeps it from going on"),
  previousVersion: z.string().nullable(),
  updatedAt: time,
});

export const gridShape = z.object({
  statuses: z.string(),
  batches: z.array(z.object({ index: z.int(), start: z.int(), deviceCount: z.int() })),
});

export const rolloutProgressShape = z.object({
  devices: z.int(),
  done: z.int().describe("They run the release: healthy, or left out because they ran it already."),
  reachable: z.int().describe("Heard from within three of their polls."),
  reachableDone: z.int(),
  notSeenSince: z
    .object({ hour: z.int(), day: z.int(), week: z.int(), ever: z.int() })
    .describe("Of those that are not done: silent for longer than this, or never heard from at all."),
  waiting: z
    .object({ consent: z.int(), confirmation: z.int(), window: z.int() })
    .describe("Devices that were offered the release and do not go on yet, by what they wait for."),
});

export const failureRatesShape = z.object({
  points: z.array(
    z.object({ at: time, batchIndex: z.int(), healthy: z.int(), failed: z.int(), failureRate: z.number() }),
  ),
});

export const holdShape = z.object({
  id: z.uuid(),
  productId: z.uuid(),
  digest: z.string(),
  tag: z.string(),
  rolloutId: z.uuid().nullable(),
  reason: z.string(),
  heldAt: time,
  heldBy: actorShape,
  releasedAt: time.nullable(),
  releasedBy: actorShape.nullable(),
  releaseReason: z.string().nullable(),
});
