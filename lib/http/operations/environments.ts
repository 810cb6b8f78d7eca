import { z } from "zod";
import { deviceFilterInput } from "#lib/devices/rules/filter.ts";
import { archiveEnvironment } from "#lib/environments/archive.ts";
import { createEnvironment } from "#lib/environments/create.ts";
import { getEnvironment } from "#lib/environments/find.ts";
import {
  createEnvironmentInput,
  listEnvironmentsInput,
  previewDevicesInput,
  showCellInput,
  showMatrixInput,
  updateEnvironmentInput,
} from "#lib/environments/input.ts";
import { listEnvironments } from "#lib/environments/list.ts";
import { previewDevices } from "#lib/environments/preview-devices.ts";
import { APPROVER_ROLES } from "#lib/environments/rules/environment.ts";
import { showCell } from "#lib/environments/show-cell.ts";
import { showMatrix } from "#lib/environments/show-matrix.ts";
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
  automaticRollback: z.boolean().describe("What turns out bad here is taken back without being asked."),
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

const reference = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });

const release = z.object({
  id: z.uuid(),
  versionId: z.uuid(),
  version: z.string(),
  digest: z.string().nullable(),
  deployment: z.object({ id: z.uuid(), number: z.number().int(), status: z.string() }),
  deployedAt: z.string(),
  verifiedAt: z.string().nullable().describe("When every check had passed; null where one did not."),
  failedAt: z.string().nullable().describe("When it was taken back, or found bad by a check afterwards."),
});

const drift = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("none").describe("Nothing runs in the environment before it, or there is none.") }),
    z.object({ kind: z.literal("missing").describe("What runs before it has never come here.") }),
    z.object({ kind: z.literal("same") }),
    z.object({ kind: z.literal("digest").describe("The same version with other content.") }),
    z.object({
      kind: z.enum(["behind", "ahead"]),
      versions: z.number().int().describe("How many versions lie between, the newer one counted."),
      step: z.enum(["major", "minor", "patch", "prerelease"]).describe("The largest part that differs."),
    }),
  ])
  .describe("Against the environment before it.");

const cell = z.object({
  environmentId: z.uuid(),
  release: release.nullable().describe("What runs there; null where nothing was deployed."),
  drift,
  open: z
    .object({ id: z.uuid(), number: z.number().int(), version: z.string().nullable(), status: z.string() })
    .nullable()
    .describe("The newest deployment that is not over."),
});

const matrix = pageOf(z.object({ product: reference, cells: z.array(cell) })).extend({
  environments: z.array(reference.extend({ position: z.number().int(), deviceCount: z.number().int() })),
});

const cellDetail = cell.extend({
  ...pageOf(release).shape,
  product: reference,
  environment: reference,
  before: z.object({ environment: reference, release: release.nullable() }).nullable(),
  devices: z
    .array(z.object({ version: z.string().nullable(), deviceCount: z.number().int() }))
    .describe("What the devices of the environment say that they run, most first."),
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

export const showMatrixOperation = defineOperation({
  id: "showMatrix",
  method: "GET",
  path: "/api/v1/environments/matrix",
  tag: "Environments",
  summary: "Show which version of each product runs in each environment, and how far behind it is",
  auth: "user",
  query: showMatrixInput,
  response: matrix,
  run: showMatrix,
});

export const showCellOperation = defineOperation({
  id: "showCell",
  method: "GET",
  path: "/api/v1/environments/{environmentId}/products/{productId}",
  tag: "Environments",
  summary: "Show what runs of a product in an environment, what ran there before, and what its devices say",
  auth: "user",
  query: showCellInput.omit({ environmentId: true, productId: true }),
  response: cellDetail,
  run: showCell,
});

export const environmentsOperations = [
  showMatrixOperation,
  showCellOperation,
  listEnvironmentsOperation,
  createEnvironmentOperation,
  getEnvironmentOperation,
  updateEnvironmentOperation,
  archiveEnvironmentOperation,
  previewDevicesOperation,
];
