import { z } from "zod";
import { deleteTrigger } from "#lib/ci/delete-trigger.ts";
import { createTriggerInput, listRunsInput, listTriggersInput, updateTriggerInput } from "#lib/ci/input.ts";
import { getTrigger, listRuns, listTriggers } from "#lib/ci/list.ts";
import { TRIGGER_MODES } from "#lib/ci/rules/trigger.ts";
import { createTrigger, updateTrigger } from "#lib/ci/save-trigger.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import { RUN_CONCLUSIONS, RUN_PROVIDERS } from "#lib/intake/rules/run.ts";

const reference = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });

const trigger = z.object({
  id: z.uuid(),
  name: z.string(),
  product: reference,
  repository: z.string(),
  workflow: z.string(),
  branch: z.string(),
  environment: reference,
  template: reference,
  variables: z.record(z.string(), z.unknown()),
  mode: z.enum(TRIGGER_MODES),
  enabled: z.boolean(),
  createdAt: z.string(),
});

const run = z.object({
  id: z.uuid(),
  provider: z.enum(RUN_PROVIDERS),
  repository: z.string(),
  workflow: z.string(),
  runId: z.string(),
  attempt: z.number().int(),
  branch: z.string(),
  commit: z.string(),
  conclusion: z.enum(RUN_CONCLUSIONS),
  url: z.string().nullable(),
  results: z.array(
    z.object({
      triggerId: z.uuid(),
      trigger: z.string(),
      did: z.enum(["started", "paused", "cancelled", "foundBad", "nothing", "waits"]),
      deployment: z.object({ id: z.uuid(), number: z.number().int() }).nullable(),
      reason: z.string().nullable(),
    }),
  ),
  reason: z.string().nullable().describe("Why no trigger was asked; null where one was."),
  isSettled: z.boolean(),
  receivedAt: z.string(),
});

export const listCiTriggersOperation = defineOperation({
  id: "listCiTriggers",
  method: "GET",
  path: "/api/v1/ci/triggers",
  tag: "CI",
  summary: "List what runs of CI systems start and stop",
  auth: "user",
  query: listTriggersInput,
  response: pageOf(trigger),
  run: listTriggers,
});

export const createCiTriggerOperation = defineOperation({
  id: "createCiTrigger",
  method: "POST",
  path: "/api/v1/ci/triggers",
  tag: "CI",
  summary: "Let green runs on a branch deploy, and red ones stop",
  auth: "user",
  body: createTriggerInput,
  response: trigger,
  status: 201,
  creates: true,
  run: createTrigger,
});

export const getCiTriggerOperation = defineOperation({
  id: "getCiTrigger",
  method: "GET",
  path: "/api/v1/ci/triggers/{triggerId}",
  tag: "CI",
  summary: "Read a CI trigger",
  auth: "user",
  response: trigger,
  run: getTrigger,
});

export const updateCiTriggerOperation = defineOperation({
  id: "updateCiTrigger",
  method: "PATCH",
  path: "/api/v1/ci/triggers/{triggerId}",
  tag: "CI",
  summary: "Change the given fields of a CI trigger",
  auth: "user",
  body: updateTriggerInput.omit({ triggerId: true }),
  response: trigger,
  run: updateTrigger,
});

export const deleteCiTriggerOperation = defineOperation({
  id: "deleteCiTrigger",
  method: "DELETE",
  path: "/api/v1/ci/triggers/{triggerId}",
  tag: "CI",
  summary: "Remove a CI trigger; the deployments that it started go on",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteTrigger,
});

export const listCiRunsOperation = defineOperation({
  id: "listCiRuns",
  method: "GET",
  path: "/api/v1/ci/runs",
  tag: "CI",
  summary: "List what CI systems told of their runs, and what came of it",
  auth: "user",
  query: listRunsInput,
  response: pageOf(run),
  run: listRuns,
});

export const ciOperations = [
  listCiTriggersOperation,
  createCiTriggerOperation,
  getCiTriggerOperation,
  updateCiTriggerOperation,
  deleteCiTriggerOperation,
  listCiRunsOperation,
];
