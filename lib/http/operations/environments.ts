import { z } from "zod";
import { deviceFilterInput } from "#lib/devices/rules/filter.ts";
import { archiveEnvironment } from "#lib/environments/archive.ts";
import { createEnvironment } from "#lib/environments/create.ts";
import { getEnvironment } from "#lib/environments/find.ts";
import {
  createEnvironmentInput,
  listEnvironmentsInput,
  previewDevicesInput,
  updateEnvironmentInput,
} from "#lib/environments/input.ts";
import { listEnvironments } from "#lib/environments/list.ts";
import { previewDevices } from "#lib/environments/preview-devices.ts";
import { APPROVER_ROLES } from "#lib/environments/rules/environment.ts";
import { updateEnvironment } from "#lib/environments/update.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";

const environment = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  position: z.number().int().describe("Its place in the line of promotion, from 1."),
  deviceFilter: deviceFilterInput,
  timeZone: z.string(),
  requiredApprovals: z.number().int(),
  approverRole: z.enum(APPROVER_ROLES),
  riskLimit: z.number().int().nullable(),
  requiresPromotion: z.boolean(),
  deviceCount: z.number().int().describe("How many devices its filter means now."),
  createdAt: z.string(),
  updatedAt: z.string(),
  archivedAt: z.string().nullable(),
});

const devicesPreview = z.object({
  total: z.number().int(),
  sample: z.array(
    z.object({ id: z.uuid(), name: z.string(), fleet: z.string().nullable(), tags: z.array(z.string()) }),
  ),
  unknownFleets: z.array(z.string()).describe("Fleets that the filter names and that are not there."),
});

export const listEnvironmentsOperation = defineOperation({
  id: "listEnvironments",
  method: "GET",
  path: "/api/v1/environments",
  tag: "Environments",
  summary: "List environments in the order of promotion",
  auth: "user",
  query: listEnvironmentsInput,
  response: pageOf(environment),
  run: listEnvironments,
});

export const createEnvironmentOperation = defineOperation({
  id: "createEnvironment",
  method: "POST",
  path: "/api/v1/environments",
  tag: "Environments",
  summary: "Make an environment",
  auth: "user",
  body: createEnvironmentInput,
  response: environment,
  status: 201,
  creates: true,
  run: createEnvironment,
});

export const getEnvironmentOperation = defineOperation({
  id: "getEnvironment",
  method: "GET",
  path: "/api/v1/environments/{environmentId}",
  tag: "Environments",
  summary: "Read an environment, by its id or slug",
  auth: "user",
  response: environment,
  run: getEnvironment,
});

export const updateEnvironmentOperation = defineOperation({
  id: "updateEnvironment",
  method: "PATCH",
  path: "/api/v1/environments/{environmentId}",
  tag: "Environments",
  summary: "Change an environment, or move it in the line",
  description: "Deployments keep the rules they were made with.",
  auth: "user",
  body: updateEnvironmentInput.omit({ environmentId: true }),
  response: environment,
  run: updateEnvironment,
});

export const archiveEnvironmentOperation = defineOperation({
  id: "archiveEnvironment",
  method: "DELETE",
  path: "/api/v1/environments/{environmentId}",
  tag: "Environments",
  summary: "Archive an environment that nothing needs any more; its history stays",
  auth: "user",
  response: z.void(),
  status: 204,
  run: archiveEnvironment,
});

export const previewDevicesOperation = defineOperation({
  id: "previewDevices",
  method: "POST",
  path: "/api/v1/environments/preview",
  tag: "Environments",
  summary: "Show which devices a filter means",
  description: "Changes nothing.",
  auth: "user",
  body: previewDevicesInput,
  response: devicesPreview,
  run: previewDevices,
});

export const environmentsOperations = [
  listEnvironmentsOperation,
  createEnvironmentOperation,
  getEnvironmentOperation,
  updateEnvironmentOperation,
  archiveEnvironmentOperation,
  previewDevicesOperation,
];
