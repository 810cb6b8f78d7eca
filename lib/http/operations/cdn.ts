import { randomUUID } from "node:crypto";
import { z } from "zod";
import { createRegion } from "#lib/cdn/create-region.ts";
import { deleteRegion } from "#lib/cdn/delete-region.ts";
import { findDistribution } from "#lib/cdn/find-distribution.ts";
import { getInvalidation, listInvalidations } from "#lib/cdn/find-invalidations.ts";
import { getRegion, listRegions } from "#lib/cdn/find-regions.ts";
import {
  createRegionInput,
  fileStatsInput,
  invalidateFileFields,
  invalidatePathsInput,
  listInvalidationsInput,
  listRegionsInput,
  logPlaceInput,
  statsInput,
  takeLogInput,
  updateRegionFields,
} from "#lib/cdn/input.ts";
import { invalidateFile, invalidatePaths } from "#lib/cdn/invalidate.ts";
import { readFileStats, readStats } from "#lib/cdn/read-stats.ts";
import { retryInvalidation } from "#lib/cdn/retry-invalidation.ts";
import { readProbeName, writeProbe } from "#lib/cdn/rules/probe.ts";
import { readLogPlace, takeLog } from "#lib/cdn/take-log.ts";
import { testRegion } from "#lib/cdn/test-region.ts";
import { updateRegion } from "#lib/cdn/update-region.ts";
import {
  count,
  distributionShape,
  invalidationShape,
  invalidationsShape,
  regionShape,
  regionTestShape,
  statsShape,
  topFileShape,
} from "#lib/http/cdn-shapes.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import { notFound } from "#lib/kernel/errors.ts";

const TAG = "CDN";
const PATH = "/api/distribution/cdn";

export const listRegionsOperation = defineOperation({
  id: "listRegions",
  method: "GET",
  path: `${PATH}/regions`,
  tag: TAG,
  summary: "List the places from which files are handed out",
  auth: "user",
  query: listRegionsInput,
  response: pageOf(regionShape),
  run: listRegions,
});

export const createRegionOperation = defineOperation({
  id: "createRegion",
  method: "POST",
  path: `${PATH}/regions`,
  tag: TAG,
  summary: "Name a cache in front of this server",
  description:
    "Every file that everybody may fetch is brought there from now on. Keys are kept encrypted, never shown.",
  auth: "user",
  body: createRegionInput,
  response: regionShape,
  status: 201,
  creates: true,
  run: createRegion,
});

export const getRegionOperation = defineOperation({
  id: "getRegion",
  method: "GET",
  path: `${PATH}/regions/{region}`,
  tag: TAG,
  summary: "Read a region",
  auth: "user",
  response: regionShape,
  run: getRegion,
});

export const updateRegionOperation = defineOperation({
  id: "updateRegion",
  method: "PATCH",
  path: `${PATH}/regions/{region}`,
  tag: TAG,
  summary: "Change a region, or switch it on or off",
  auth: "user",
  body: updateRegionFields,
  response: regionShape,
  run: updateRegion,
});

export const deleteRegionOperation = defineOperation({
  id: "deleteRegion",
  method: "DELETE",
  path: `${PATH}/regions/{region}`,
  tag: TAG,
  summary: "Forget a region and its credentials",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteRegion,
});

export const testRegionOperation = defineOperation({
  id: "testRegion",
  method: "POST",
  path: `${PATH}/regions/{region}/test`,
  tag: TAG,
  summary: "Fetch a small object through a region",
  description: "Says whether it leads to this server, keeps what it fetched, and forgets when it is told to.",
  auth: "user",
  response: regionTestShape,
  run: testRegion,
});

export const readLogPlaceOperation = defineOperation({
  id: "readLogPlace",
  method: "GET",
  path: `${PATH}/regions/{region}/log`,
  tag: TAG,
  summary: "Tell how far an access log was read",
  auth: "user",
  query: logPlaceInput.omit({ region: true }),
  response: z.object({ offset: count.describe("Bytes.") }),
  run: readLogPlace,
});

export const takeLogOperation = defineOperation({
  id: "takeLog",
  method: "POST",
  path: `${PATH}/regions/{region}/log`,
  tag: TAG,
  summary: "Count what a piece of a cache's access log tells",
  description:
    "Whole lines, as bytes of the log from `offset` on, 8 MiB at the most. A piece that was counted already is refused " +
    "with 409, so that nothing counts twice. `slipway cdn ingest-log` sends them.",
  auth: "user",
  rawBody: true,
  consumes: "text/plain",
  query: takeLogInput.omit({ region: true }),
  response: z.object({ offset: count.describe("Where to read on."), lines: count, downloads: count }),
  run: (ctx, input, request) => takeLog(ctx, input, (limitBytes) => request.readBytes(limitBytes)),
});

export const findDistributionOperation = defineOperation({
  id: "findDistribution",
  method: "GET",
  path: `${PATH}/files/{fileId}/distribution`,
  tag: TAG,
  summary: "Tell where a file is handed out, region by region",
  description: "Also of a file that was deleted, as long as it is not sure that every cache has forgotten it.",
  auth: "user",
  response: distributionShape,
  run: findDistribution,
});

export const invalidateFileOperation = defineOperation({
  id: "invalidateFile",
  method: "POST",
  path: `${PATH}/files/{fileId}/invalidate`,
  tag: TAG,
  summary: "Have caches forget a file",
  description: "It is done in the background, with retries; each item can be looked at under …/invalidations/{id}.",
  auth: "user",
  body: invalidateFileFields,
  response: invalidationsShape,
  status: 202,
  creates: true,
  run: invalidateFile,
});

export const readFileStatsOperation = defineOperation({
  id: "readFileStats",
  method: "GET",
  path: `${PATH}/files/{fileId}/stats`,
  tag: TAG,
  summary: "Tell how often a file was downloaded, by region and day",
  description:
    "From this server's own downloads, from access logs of Varnish and nginx, and from Cloudflare's analytics. A file " +
    "that several versions have under one name is counted for the newest of them.",
  auth: "user",
  query: fileStatsInput.omit({ fileId: true }),
  response: statsShape,
  run: readFileStats,
});

export const readStatsOperation = defineOperation({
  id: "readStats",
  method: "GET",
  path: `${PATH}/stats`,
  tag: TAG,
  summary: "Tell how often files were downloaded, by region and day",
  auth: "user",
  query: statsInput,
  response: statsShape.extend({ files: z.array(topFileShape) }),
  run: readStats,
});

export const listInvalidationsOperation = defineOperation({
  id: "listInvalidations",
  method: "GET",
  path: `${PATH}/invalidations`,
  tag: TAG,
  summary: "List what caches were told to forget",
  auth: "user",
  query: listInvalidationsInput,
  response: pageOf(invalidationShape),
  run: listInvalidations,
});

export const invalidatePathsOperation = defineOperation({
  id: "invalidatePaths",
  method: "POST",
  path: `${PATH}/invalidations`,
  tag: TAG,
  summary: "Have caches forget paths",
  auth: "user",
  body: invalidatePathsInput,
  response: invalidationsShape,
  status: 202,
  creates: true,
  run: invalidatePaths,
});

export const getInvalidationOperation = defineOperation({
  id: "getInvalidation",
  method: "GET",
  path: `${PATH}/invalidations/{invalidationId}`,
  tag: TAG,
  summary: "Tell how far an invalidation is",
  auth: "user",
  response: invalidationShape,
  run: getInvalidation,
});

export const retryInvalidationOperation = defineOperation({
  id: "retryInvalidation",
  method: "POST",
  path: `${PATH}/invalidations/{invalidationId}/retry`,
  tag: TAG,
  summary: "Try an invalidation again that was given up",
  auth: "user",
  response: invalidationShape,
  run: retryInvalidation,
});

export const serveProbeOperation = defineOperation({
  id: "serveProbe",
  method: "GET",
  path: "/cdn-probe/{name}",
  tag: TAG,
  summary: "The small object that a region is tested with",
  auth: "none",
  frequent: true,
  produces: "application/octet-stream",
  response: z.string(),
  run: (ctx, { name }) => {
    const nonce = readProbeName(String(name));
    if (nonce === null) return Promise.reject(notFound("address"));
    // Another one each time, so that it can be told who answered: this server, or a cache from its memory.
    const servedAt = `${ctx.clock.now().toISOString()}-${randomUUID()}`;
    return Promise.resolve(
      new Response(writeProbe({ nonce, servedAt }), {
        headers: { "content-type": "application/octet-stream", "cache-control": "public, max-age=300" },
      }),
    );
  },
});

export const cdnOperations = [
  listRegionsOperation,
  createRegionOperation,
  getRegionOperation,
  updateRegionOperation,
  deleteRegionOperation,
  testRegionOperation,
  readLogPlaceOperation,
  takeLogOperation,
  findDistributionOperation,
  invalidateFileOperation,
  readFileStatsOperation,
  readStatsOperation,
  listInvalidationsOperation,
  invalidatePathsOperation,
  getInvalidationOperation,
  retryInvalidationOperation,
  serveProbeOperation,
];
