import { z } from "zod";
import { getDeviceFile } from "#lib/check-in/get-file.ts";
import { reportBody } from "#lib/check-in/input.ts";
import { takeReport } from "#lib/check-in/take-report.ts";
import { tellState } from "#lib/check-in/tell-state.ts";
import { conditionalJson } from "#lib/http/conditional-json.ts";
import { fileResponse } from "#lib/http/file-response.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { DELTA_FORMATS } from "#lib/updates/rules/formats.ts";
import { healthCheckConfigInput } from "#lib/rollouts/rules/health-check.ts";
import { actionKinds } from "#lib/rollouts/rules/rollout.ts";

const release = {
  image: z.string(),
  digest: z.string().nullable(),
  version: z.string().nullable(),
};

const artifact = z.object({
  name: z.string(),
  url: z.string().describe("A path on this server; the device's own token opens it"),
  sha256: z.string(),
  size: z.int().describe("Bytes"),
  delta: z
    .object({
      from: z.string().describe("The version to whose file it is applied"),
      format: z.enum(DELTA_FORMATS),
      url: z.string(),
      sha256: z.string().describe("Of what is downloaded; what comes out has the artifact's own"),
      size: z.int().describe("Bytes"),
    })
    .optional()
    .describe("A smaller download, for devices whose attribute `deltaFormats` names formats that they can apply"),
});

const state = z.object({
  pollSeconds: z.int().describe("Ask again after this pause"),
  action: z
    .object({
      id: z.int(),
      kind: z.enum(actionKinds),
      rolloutId: z.uuid(),
      product: z.string().describe("Its slug"),
      ...release,
      artifacts: z.array(artifact).describe("Files to download; none where the image itself is what is installed"),
      healthCheck: healthCheckConfigInput.optional().describe("How the device is to check itself"),
      deadlineAt: z.string().nullable().describe("Silence beyond this counts as failure; each report moves it"),
    })
    .nullable(),
  apps: z.record(z.string(), z.object(release)).describe("What we believe the device runs, by product"),
});

const answer = z.object({ accepted: z.boolean(), reason: z.string().optional() });

export const tellStateOperation = defineOperation({
  id: "tellState",
  method: "GET",
  path: "/api/v1/device/{uuid}/state",
  tag: "Device protocol",
  summary: "What should this device run now?",
  description: "With the `ETag` of the last answer in `If-None-Match`, an unchanged state is 304 without a body.",
  auth: "device",
  frequent: true,
  response: state,
  otherAnswers: { 304: "The state is the one with the ETag in If-None-Match." },
  run: async (ctx, { uuid, ...query }, request) => {
    const view = await tellState(ctx, { ...query, deviceId: uuid }, request.remoteAddress);
    return conditionalJson(view, request.headers);
  },
});

export const takeReportOperation = defineOperation({
  id: "takeReport",
  method: "PATCH",
  path: "/api/v1/device/{uuid}/report",
  tag: "Device protocol",
  summary: "Say what happened",
  description:
    "Late, repeated and reordered reports are harmless. `accepted: false` names the reason; a device that is told so " +
    "should not begin with what it was offered.",
  auth: "device",
  frequent: true,
  body: reportBody,
  response: answer,
  run: (ctx, { uuid, ...report }, request) => takeReport(ctx, { ...report, deviceId: uuid }, request.remoteAddress),
});

export const getDeviceFileOperation = defineOperation({
  id: "getDeviceFile",
  method: "GET",
  path: "/api/v1/device/{uuid}/artifacts/{sha256}/{name}",
  tag: "Device protocol",
  summary: "Download a file that this device is to install or runs",
  description:
    "The address stands in the state's `artifacts`. `Range` fetches a part, so that a download that was cut goes on " +
    "where it stopped; `If-Range`, `If-Match`, `If-None-Match` and their dates are minded. HEAD tells the size.",
  auth: "device",
  frequent: true,
  response: z.string().meta({ format: "binary" }),
  produces: "application/octet-stream",
  otherAnswers: {
    206: "The part that Range asks for.",
    304: "The file is the one with the ETag in If-None-Match.",
    412: "The file is not the one that If-Match asks for.",
    416: "The file ends before the part that Range asks for.",
  },
  run: async (ctx, { uuid, sha256, name }, request) =>
    fileResponse(request, await getDeviceFile(ctx, { deviceId: uuid, sha256, name }), ctx),
});

export const checkInOperations = [tellStateOperation, takeReportOperation, getDeviceFileOperation];
