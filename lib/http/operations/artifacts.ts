import { z } from "zod";
import { createArtifact } from "#lib/builds/create.ts";
import { getArtifact } from "#lib/builds/find.ts";
import { getArtifactFile } from "#lib/builds/get-file.ts";
import {
  ARTIFACT_BODY_BYTES_MAX,
  createArtifactInput,
  listArtifactsInput,
  revealEnvironmentInput,
} from "#lib/builds/input.ts";
import { listArtifacts } from "#lib/builds/list.ts";
import { revealEnvironment } from "#lib/builds/reveal-environment.ts";
import { fileResponse } from "#lib/http/file-response.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { actorShape, pageOf } from "#lib/http/shapes.ts";

export const artifactSummary = z.object({
  id: z.uuid(),
  product: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
  versionId: z.uuid().nullable(),
  version: z.string().nullable(),
  isLatest: z.boolean().describe("The last build of the product's newest version."),
  gitCommit: z.string().nullable(),
  gitRef: z.string().nullable(),
  sourceUrl: z.string().nullable(),
  buildNumber: z.string().nullable(),
  buildUrl: z.string().nullable(),
  author: z.string().nullable(),
  builtAt: z.string(),
  digest: z.string().nullable(),
  size: z.number().int().nullable().describe("Bytes"),
  file: z
    .object({
      id: z.uuid(),
      fileName: z.string(),
      fileSize: z.number().int().describe("Bytes"),
      mimeType: z.string(),
      sha256: z.string(),
    })
    .nullable(),
  imageTags: z.array(z.string()),
  createdAt: z.string(),
  createdBy: actorShape,
});

const artifact = artifactSummary.extend({
  environment: z.array(z.object({ name: z.string(), value: z.string().describe("Always masked.") })),
  dependencies: z.array(
    z.object({ manager: z.string(), path: z.string().nullable(), packages: z.record(z.string(), z.string()) }),
  ),
  configFiles: z.array(z.object({ path: z.string(), content: z.string() })),
  metadata: z.record(z.string(), z.unknown()),
});

export const createArtifactOperation = defineOperation({
  id: "createArtifact",
  method: "POST",
  path: "/api/artifacts",
  tag: "Builds",
  summary: "Record a build",
  description:
    "Where it came from, what went in and what came out. The environment is sealed at once; its values are in no view.",
  auth: "user",
  body: createArtifactInput,
  bodyBytesMax: ARTIFACT_BODY_BYTES_MAX,
  response: artifact,
  status: 201,
  creates: true,
  run: createArtifact,
});

export const listArtifactsOperation = defineOperation({
  id: "listArtifacts",
  method: "GET",
  path: "/api/artifacts",
  tag: "Builds",
  summary: "List builds, the newest first",
  auth: "user",
  query: listArtifactsInput,
  response: pageOf(artifactSummary),
  run: listArtifacts,
});

export const getArtifactOperation = defineOperation({
  id: "getArtifact",
  method: "GET",
  path: "/api/artifacts/{artifactId}",
  tag: "Builds",
  summary: "Read everything of a build but the values of its environment",
  auth: "user",
  response: artifact,
  run: getArtifact,
});

export const downloadArtifactOperation = defineOperation({
  id: "downloadArtifact",
  method: "GET",
  path: "/api/artifacts/{artifactId}/download",
  tag: "Builds",
  summary: "Download the file that a build brought forth",
  description: "Answers conditions and ranges as RFC 9110 says.",
  auth: "user",
  response: z.string().meta({ format: "binary" }),
  produces: "application/octet-stream",
  otherAnswers: { 206: "The part that was asked for.", 304: "Unchanged.", 416: "No such part." },
  run: async (ctx, input, request) => fileResponse(request, await getArtifactFile(ctx, input), ctx),
});

export const revealEnvironmentOperation = defineOperation({
  id: "revealEnvironment",
  method: "POST",
  path: "/api/artifacts/{artifactId}/environment/reveal",
  tag: "Builds",
  summary: "Show the values of a build's environment, and note who saw them",
  auth: "user",
  body: revealEnvironmentInput.omit({ artifactId: true }),
  response: z.object({ variables: z.array(z.object({ name: z.string(), value: z.string() })) }),
  run: revealEnvironment,
});

export const artifactsOperations = [
  createArtifactOperation,
  listArtifactsOperation,
  getArtifactOperation,
  downloadArtifactOperation,
  revealEnvironmentOperation,
];
