import { z } from "zod";
import { cancelInQueue } from "#lib/deployments/queue/cancel.ts";
import {
  cancelQueuedInput,
  listQueueInput,
  prioritizeInput,
  requestOverrideInput,
  rescheduleInput,
  scheduleDeploymentInput,
  timelineInput,
} from "#lib/deployments/queue/input.ts";
import { listQueue } from "#lib/deployments/queue/list.ts";
import { confirmOverride, requestOverride } from "#lib/deployments/queue/override.ts";
import { prioritizeInQueue } from "#lib/deployments/queue/prioritize.ts";
import { rescheduleInQueue } from "#lib/deployments/queue/reschedule.ts";
import { PRIORITIES } from "#lib/deployments/queue/rules/priority.ts";
import { scheduleDeployment } from "#lib/deployments/queue/schedule.ts";
import { readTimeline } from "#lib/deployments/queue/timeline.ts";
import { createSchedule } from "#lib/deployments/schedules/create.ts";
import { deleteSchedule } from "#lib/deployments/schedules/delete.ts";
import { createScheduleInput, listSchedulesInput, updateScheduleInput } from "#lib/deployments/schedules/input.ts";
import { listSchedules } from "#lib/deployments/schedules/list.ts";
import { updateSchedule } from "#lib/deployments/schedules/update.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { bandShape, placeShape, stopShape } from "#lib/http/operations/calendar.ts";
import { actorShape, pageOf } from "#lib/http/shapes.ts";

const duration = z
  .object({
    p10Seconds: z.number(),
    medianSeconds: z.number(),
    p90Seconds: z.number(),
    count: z.number().int().describe("From how many deployments this is known."),
  })
  .nullable()
  .describe("How long such deployments took; null where none completed.");

const queueItem = z.object({
  id: z.uuid().describe("Of the place in the line."),
  deploymentId: z.uuid(),
  number: z.number().int(),
  name: z.string(),
  product: placeShape,
  environment: placeShape.nullable(),
  version: z.string().nullable(),
  status: z.string().describe("waiting, running, done, failed or cancelled"),
  priority: z.enum(PRIORITIES),
  position: z.number().int().nullable().describe("Place among those that wait for the same product, from 1."),
  wait: z
    .object({
      code: z.string(),
      message: z.string(),
      until: z.string().nullable().describe("When it changes without anybody doing anything; null: nobody can say."),
    })
    .nullable()
    .describe("Why it does not start now."),
  estimate: z
    .object({ at: z.string(), earliest: z.string(), latest: z.string().nullable() })
    .nullable()
    .describe("When it will start, from what past deployments took; null where they do not tell."),
  duration,
  scheduledAt: z.string().nullable(),
  timeZone: z.string(),
  enqueuedAt: z.string(),
  startedAt: z.string().nullable(),
  attempt: z.number().int(),
  attemptsMax: z.number().int(),
  lastError: z.string().nullable(),
  override: z
    .object({
      reason: z.string(),
      requestedBy: actorShape,
      confirmedBy: actorShape.nullable(),
      confirmedAt: z.string().nullable(),
    })
    .nullable(),
  createdBy: actorShape,
});

const timelineItem = z.object({
  id: z.string(),
  kind: z.enum(["finished", "running", "queued", "scheduled", "recurring"]),
  deploymentId: z.uuid().nullable(),
  queueId: z.uuid().nullable(),
  scheduleId: z.uuid().nullable(),
  number: z.number().int().nullable(),
  title: z.string(),
  productId: z.uuid(),
  environmentId: z.uuid().nullable(),
  status: z.string().nullable(),
  startsAt: z.string().describe("When it started, or most likely will."),
  endsAt: z.string().nullable().describe("When it is over, most likely; null where nobody can say."),
  earliestStart: z.string(),
  latestStart: z.string().nullable(),
  latestEnd: z.string().nullable(),
  priority: z.enum(PRIORITIES).nullable(),
  wait: z.string().nullable(),
  timeZone: z.string(),
});

const schedule = z.object({
  id: z.uuid(),
  name: z.string(),
  product: placeShape,
  channel: z.string(),
  environment: placeShape,
  template: placeShape,
  variables: z.record(z.string(), z.unknown()).describe("Null stands in the place of a secret."),
  priority: z.enum(PRIORITIES),
  recurrence: z.object({ kind: z.enum(["cron", "rrule"]), value: z.string() }),
  startsAt: z.string(),
  timeZone: z.string(),
  enabled: z.boolean(),
  next: z.array(z.string()),
  lastAt: z.string().nullable(),
  lastOutcome: z.string().nullable(),
  createdAt: z.string(),
  createdBy: actorShape,
});

export const scheduleDeploymentOperation = defineOperation({
  id: "scheduleDeployment",
  method: "POST",
  path: "/api/deployments/schedule",
  tag: "Queue",
  summary: "Make a deployment that starts at a time",
  description:
    "A time in the past is refused, and a local time that the clocks leave out, with those that would be right. Of a " +
    "local time that comes twice the first is meant; write an offset to mean the second.",
  auth: "user",
  body: scheduleDeploymentInput,
  response: queueItem,
  status: 201,
  creates: true,
  run: scheduleDeployment,
});

export const listQueueOperation = defineOperation({
  id: "listQueue",
  method: "GET",
  path: "/api/deployments/queue",
  tag: "Queue",
  summary: "Show the line: what runs, and what waits, why, and when it will start",
  auth: "user",
  query: listQueueInput,
  response: z.object({
    items: z.array(queueItem),
    running: z.number().int(),
    waiting: z.number().int(),
    isCut: z.boolean(),
  }),
  run: listQueue,
});

export const cancelQueuedOperation = defineOperation({
  id: "cancelQueued",
  method: "POST",
  path: "/api/deployments/queue/{queueId}/cancel",
  tag: "Queue",
  summary: "Take a deployment out of the line; it never starts",
  auth: "user",
  body: cancelQueuedInput.omit({ queueId: true }),
  response: queueItem,
  run: cancelInQueue,
});

export const rescheduleQueuedOperation = defineOperation({
  id: "rescheduleQueued",
  method: "POST",
  path: "/api/deployments/queue/{queueId}/reschedule",
  tag: "Queue",
  summary: "Move a waiting deployment to another time",
  auth: "user",
  body: rescheduleInput.omit({ queueId: true }),
  response: queueItem,
  run: rescheduleInQueue,
});

export const prioritizeQueuedOperation = defineOperation({
  id: "prioritizeQueued",
  method: "POST",
  path: "/api/deployments/queue/{queueId}/priority",
  tag: "Queue",
  summary: "Let a waiting deployment come sooner or later",
  auth: "user",
  body: prioritizeInput.omit({ queueId: true }),
  response: queueItem,
  run: prioritizeInQueue,
});

export const requestOverrideOperation = defineOperation({
  id: "requestOverride",
  method: "POST",
  path: "/api/deployments/queue/{queueId}/override",
  tag: "Queue",
  summary: "Ask that a hot-fix may pass windows, freezes and a stopped line",
  auth: "user",
  body: requestOverrideInput.omit({ queueId: true }),
  response: queueItem,
  run: requestOverride,
});

export const confirmOverrideOperation = defineOperation({
  id: "confirmOverride",
  method: "POST",
  path: "/api/deployments/queue/{queueId}/override/confirm",
  tag: "Queue",
  summary: "Confirm, as a second person, that a hot-fix may pass",
  auth: "user",
  response: queueItem,
  run: confirmOverride,
});

export const readTimelineOperation = defineOperation({
  id: "readTimeline",
  method: "GET",
  path: "/api/deployments/timeline",
  tag: "Queue",
  summary: "Lay what ran, runs, waits and is planned over windows and freezes",
  auth: "user",
  query: timelineInput,
  response: z.object({
    now: z.string(),
    items: z.array(timelineItem),
    unplaced: z.array(timelineItem).describe("They wait, and nobody can say until when."),
    products: z.array(placeShape),
    environments: z.array(placeShape),
    bands: z.array(bandShape),
    stops: z.array(stopShape),
    isCut: z.boolean(),
  }),
  run: readTimeline,
});

export const listSchedulesOperation = defineOperation({
  id: "listSchedules",
  method: "GET",
  path: "/api/deployments/schedules",
  tag: "Queue",
  summary: "List what is deployed again and again",
  auth: "user",
  query: listSchedulesInput,
  response: pageOf(schedule),
  run: listSchedules,
});

export const createScheduleOperation = defineOperation({
  id: "createSchedule",
  method: "POST",
  path: "/api/deployments/schedules",
  tag: "Queue",
  summary: "Deploy a channel's newest version again and again",
  description: "Where nothing is new at its time it is skipped, and says so. After an outage it comes round once.",
  auth: "user",
  body: createScheduleInput,
  response: schedule,
  status: 201,
  creates: true,
  run: createSchedule,
});

export const updateScheduleOperation = defineOperation({
  id: "updateSchedule",
  method: "PATCH",
  path: "/api/deployments/schedules/{scheduleId}",
  tag: "Queue",
  summary: "Change a schedule, or switch it on or off",
  auth: "user",
  body: updateScheduleInput.omit({ scheduleId: true }),
  response: schedule,
  run: updateSchedule,
});

export const deleteScheduleOperation = defineOperation({
  id: "deleteSchedule",
  method: "DELETE",
  path: "/api/deployments/schedules/{scheduleId}",
  tag: "Queue",
  summary: "End a schedule",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteSchedule,
});

export const queueOperations = [
  scheduleDeploymentOperation,
  listQueueOperation,
  cancelQueuedOperation,
  rescheduleQueuedOperation,
  prioritizeQueuedOperation,
  requestOverrideOperation,
  confirmOverrideOperation,
  readTimelineOperation,
  listSchedulesOperation,
  createScheduleOperation,
  updateScheduleOperation,
  deleteScheduleOperation,
];
