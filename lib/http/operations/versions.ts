import { z } from "zod";
import { compareTwoVersions } from "#lib/products/compare-versions.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { getVersion } from "#lib/products/get-version.ts";
import {
  compareVersionsInput,
  createVersionInput,
  latestVersionInput,
  listVersionsInput,
} from "#lib/products/input.ts";
import { getLatestVersion } from "#lib/products/get-latest-version.ts";
import { listVersions } from "#lib/products/list-versions.ts";
import { CHANGE_TYPES } from "#lib/products/view.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { actorShape, pageOf } from "#lib/http/shapes.ts";

const version = z.object({
  id: z.uuid(),
  productId: z.uuid(),
  version: z.string(),
  major: z.string().describe("Digits as text: numbers of versions may have any length."),
  minor: z.string(),
  patch: z.string(),
  prerelease: z.string().nullable(),
  build: z.string().nullable(),
  digest: z.string().nullable(),
  changelog: z.array(
    z.object({
      type: z.enum(CHANGE_TYPES),
      description: z.string(),
      scope: z.string().optional(),
      breaking: z.boolean().optional(),
    }),
  ),
  releaseNotes: z.string(),
  isStable: z.boolean(),
  isDeprecated: z.boolean(),
  releasedAt: z.string(),
  releasedBy: actorShape,
  metadata: z.record(z.string(), z.unknown()),
});

export const createVersionOperation = defineOperation({
  id: "createVersion",
  method: "POST",
  path: "/api/distribution/versions",
  tag: "Versions",
  summary: "Create a version of a product",
  auth: "user",
  body: createVersionInput,
  response: version,
  status: 201,
  creates: true,
  run: createVersion,
});

export const listVersionsOperation = defineOperation({
  id: "listVersions",
  method: "GET",
  path: "/api/distribution/versions",
  tag: "Versions",
  summary: "List a product's versions, the newest by SemVer precedence first",
  auth: "user",
  query: listVersionsInput,
  response: pageOf(version),
  run: listVersions,
});

export const getLatestVersionOperation = defineOperation({
  id: "getLatestVersion",
  method: "GET",
  path: "/api/distribution/versions/latest",
  tag: "Versions",
  summary: "Read a product's newest version that is not deprecated",
  auth: "user",
  query: latestVersionInput,
  response: version,
  run: getLatestVersion,
});

export const compareVersionsOperation = defineOperation({
  id: "compareVersions",
  method: "POST",
  path: "/api/distribution/versions/compare",
  tag: "Versions",
  summary: "Compare two versions by SemVer precedence",
  auth: "user",
  body: compareVersionsInput,
  response: z.object({
    comparison: z.union([z.literal(-1), z.literal(0), z.literal(1)]).describe("-1 when version1 is older."),
    newer: z.string().nullable(),
    difference: z.enum(["major", "minor", "patch", "prerelease"]).nullable(),
    breaking: z.boolean(),
  }),
  run: async (ctx, input) => compareTwoVersions(ctx, input),
});

export const getVersionOperation = defineOperation({
  id: "getVersion",
  method: "GET",
  path: "/api/distribution/versions/{versionId}",
  tag: "Versions",
  summary: "Read a version",
  auth: "user",
  response: version,
  run: getVersion,
});

export const versionsOperations = [
  createVersionOperation,
  listVersionsOperation,
  getLatestVersionOperation,
  compareVersionsOperation,
  getVersionOperation,
];
