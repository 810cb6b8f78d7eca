import { z } from "zod";
import { compareTwoVersions } from "#lib/products/compare-versions.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { deprecateVersion } from "#lib/products/deprecate-version.ts";
import { getLatestVersion } from "#lib/products/get-latest-version.ts";
import { getVersion } from "#lib/products/get-version.ts";
import { importChangelog } from "#lib/products/import-changelog.ts";
import {
  compareVersionsInput,
  createVersionInput,
  deprecateVersionInput,
  importChangelogInput,
  latestVersionInput,
  listVersionsInput,
  nextVersionInput,
  readChangelogInput,
  updateVersionInput,
} from "#lib/products/input.ts";
import { listVersions } from "#lib/products/list-versions.ts";
import { readChangelog, toMarkdown } from "#lib/products/read-changelog.ts";
import { restoreVersion } from "#lib/products/restore-version.ts";
import { suggestNext } from "#lib/products/suggest-next-version.ts";
import { updateVersion } from "#lib/products/update-version.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import { changelogShape, importShape, nextVersionShape, versionShape } from "#lib/http/version-shapes.ts";
import { holdVersion, releaseVersion } from "#lib/rollouts/hold-version.ts";
import { holdVersionInput, releaseVersionInput } from "#lib/rollouts/input.ts";

const tag = "Versions";

export const createVersionOperation = defineOperation({
  id: "createVersion",
  method: "POST",
  path: "/api/distribution/versions",
  tag,
  summary: "Create a version of a product",
  description:
    "Without `channels` a stable version is promoted to `stable` and to the channels of prereleases on the way to it, " +
    "a prerelease to the channel of its name (`2.0.0-beta.1` to `beta`), where the product has them.",
  auth: "user",
  body: createVersionInput,
  response: versionShape,
  status: 201,
  creates: true,
  run: createVersion,
});

export const listVersionsOperation = defineOperation({
  id: "listVersions",
  method: "GET",
  path: "/api/distribution/versions",
  tag,
  summary: "List a product's versions, the newest by SemVer precedence first",
  auth: "user",
  query: listVersionsInput,
  response: pageOf(versionShape),
  run: listVersions,
});

export const getLatestVersionOperation = defineOperation({
  id: "getLatestVersion",
  method: "GET",
  path: "/api/distribution/versions/latest",
  tag,
  summary: "Read the newest version of a product or of one of its channels that is neither deprecated nor held",
  auth: "user",
  query: latestVersionInput,
  response: versionShape,
  run: getLatestVersion,
});

export const compareVersionsOperation = defineOperation({
  id: "compareVersions",
  method: "POST",
  path: "/api/distribution/versions/compare",
  tag,
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

export const suggestNextVersionOperation = defineOperation({
  id: "suggestNextVersion",
  method: "POST",
  path: "/api/distribution/versions/next",
  tag,
  summary: "Suggest the next version from the newest one and what has changed",
  auth: "user",
  body: nextVersionInput,
  response: nextVersionShape,
  run: suggestNext,
});

export const readChangelogOperation = defineOperation({
  id: "readChangelog",
  method: "GET",
  path: "/api/distribution/versions/changelog",
  tag,
  summary: "Read the changelog over a range of versions, in the form of Keep a Changelog 1.1.0",
  description: "With `format=markdown` the answer is a file of type text/markdown.",
  auth: "user",
  query: readChangelogInput,
  response: changelogShape,
  run: async (ctx, input, { origin }) => {
    const changelog = await readChangelog(ctx, input, origin);
    if (input.format !== "markdown") return changelog;
    return new Response(toMarkdown(changelog), {
      headers: { "content-type": "text/markdown; charset=utf-8", "cache-control": "no-store" },
    });
  },
});

export const importChangelogOperation = defineOperation({
  id: "importChangelog",
  method: "POST",
  path: "/api/distribution/versions/changelog/import",
  tag,
  summary: "Take over a Keep a Changelog file or conventional commits; without `apply`, preview it",
  auth: "user",
  body: importChangelogInput,
  response: importShape,
  run: importChangelog,
});

export const getVersionOperation = defineOperation({
  id: "getVersion",
  method: "GET",
  path: "/api/distribution/versions/{versionId}",
  tag,
  summary: "Read a version",
  auth: "user",
  response: versionShape,
  run: getVersion,
});

export const updateVersionOperation = defineOperation({
  id: "updateVersion",
  method: "PATCH",
  path: "/api/distribution/versions/{versionId}",
  tag,
  summary: "Change a version's notes, changelog, or where it runs; its number and content stay",
  auth: "user",
  body: updateVersionInput.omit({ versionId: true }),
  response: versionShape,
  run: updateVersion,
});

export const deprecateVersionOperation = defineOperation({
  id: "deprecateVersion",
  method: "POST",
  path: "/api/distribution/versions/{versionId}/deprecate",
  tag,
  summary: "Deprecate a version: it is never offered again, and its rollouts pause",
  auth: "user",
  body: deprecateVersionInput.omit({ versionId: true }),
  response: versionShape,
  run: deprecateVersion,
});

export const restoreVersionOperation = defineOperation({
  id: "restoreVersion",
  method: "POST",
  path: "/api/distribution/versions/{versionId}/restore",
  tag,
  summary: "Take a deprecation back",
  auth: "user",
  response: versionShape,
  run: restoreVersion,
});

export const holdVersionOperation = defineOperation({
  id: "holdVersion",
  method: "POST",
  path: "/api/distribution/versions/{versionId}/hold",
  tag,
  summary: "Hold a version back until it is released",
  auth: "user",
  body: holdVersionInput.omit({ versionId: true }),
  response: versionShape,
  run: holdVersion,
});

export const releaseVersionOperation = defineOperation({
  id: "releaseVersion",
  method: "POST",
  path: "/api/distribution/versions/{versionId}/release",
  tag,
  summary: "Release a version that is held",
  auth: "user",
  body: releaseVersionInput.omit({ versionId: true }),
  response: versionShape,
  run: releaseVersion,
});

export const versionsOperations = [
  createVersionOperation,
  listVersionsOperation,
  getLatestVersionOperation,
  compareVersionsOperation,
  suggestNextVersionOperation,
  readChangelogOperation,
  importChangelogOperation,
  getVersionOperation,
  updateVersionOperation,
  deprecateVersionOperation,
  restoreVersionOperation,
  holdVersionOperation,
  releaseVersionOperation,
];
