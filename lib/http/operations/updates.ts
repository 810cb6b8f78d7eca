import { z } from "zod";
import { measurePull } from "#lib/diffs/measure-pull.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import {
  analyticsShape,
  distributionShape,
  packageShape,
  pullShape,
  updateAnswerShape,
} from "#lib/http/update-shapes.ts";
import { checkForUpdate, fromDatabase } from "#lib/updates/check.ts";
import { createPackage } from "#lib/updates/create-package.ts";
import { createDistribution } from "#lib/updates/create-distribution.ts";
import {
  analyticsInput,
  changePercentInput,
  checkInput,
  completeDistributionInput,
  createDistributionInput,
  createPackageInput,
  distributionActionInput,
  listDistributionsInput,
  listPackagesInput,
  measurePullInput,
  reportInput,
} from "#lib/updates/input.ts";
import { listPackages } from "#lib/updates/list-packages.ts";
import {
  cancelDistribution,
  changePercent,
  completeDistribution,
  pauseDistribution,
  resumeDistribution,
} from "#lib/updates/move-distribution.ts";
import { readAnalytics } from "#lib/updates/read-analytics.ts";
import { reportOutcome } from "#lib/updates/report.ts";
import { getDistribution, listDistributions } from "#lib/updates/show-distribution.ts";

const tag = "Updates";
const distributions = "/api/distribution/updates/distributions";

export const checkForUpdateOperation = defineOperation({
  id: "checkForUpdate",
  method: "POST",
  path: "/api/distribution/updates/check",
  tag,
  summary: "Ask what to install next",
  description:
    "Anybody may ask about a public product. A private one is for programs with versions:read and for devices, which " +
    "send their own token. A client that names itself by clientId or deviceId always stands in the same place when a " +
    "version is offered to a share of the clients; one that names itself by neither comes last.",
  auth: "client",
  body: checkInput,
  response: updateAnswerShape,
  frequent: true,
  run: async (ctx, input, { origin, remoteAddress }) => {
    const around = { products: fromDatabase(ctx), origin, findAddress: () => remoteAddress };
    return new Response(await checkForUpdate(ctx, input, around), {
      headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
    });
  },
});

export const createDistributionOperation = defineOperation({
  id: "createDistribution",
  method: "POST",
  path: distributions,
  tag,
  summary: "Decide how a version is handed out on a channel",
  description:
    "immediate: to everybody. gradual: to a share that grows by hand, by growBy or by steps. scheduled: the same from a " +
    "time on. split: one version to a share and another one to the others. The version is promoted to the channel with " +
    "it. A channel has one distribution that is not over.",
  auth: "user",
  body: createDistributionInput,
  response: distributionShape,
  status: 201,
  creates: true,
  run: createDistribution,
});

export const listDistributionsOperation = defineOperation({
  id: "listDistributions",
  method: "GET",
  path: distributions,
  tag,
  summary: "List a product's distributions, the newest first",
  auth: "user",
  query: listDistributionsInput,
  response: pageOf(distributionShape),
  run: listDistributions,
});

export const getDistributionOperation = defineOperation({
  id: "getDistribution",
  method: "GET",
  path: `${distributions}/{distributionId}`,
  tag,
  summary: "Read a distribution",
  auth: "user",
  response: distributionShape,
  run: getDistribution,
});

export const createPackageOperation = defineOperation({
  id: "createPackage",
  method: "POST",
  path: "/api/distribution/updates/packages",
  tag,
  summary: "Order the packages that lead to a version",
  description:
    "Whole files are packages as soon as they are uploaded. With fromVersion the server makes deltas in the background, " +
    "in each format, and proves them by applying them.",
  auth: "user",
  body: createPackageInput,
  response: packageShape.extend({ others: z.array(packageShape).describe("Of other files and formats") }),
  status: 201,
  creates: true,
  run: createPackage,
});

export const listPackagesOperation = defineOperation({
  id: "listPackages",
  method: "GET",
  path: "/api/distribution/updates/packages",
  tag,
  summary: "List a product's packages, the newest first",
  auth: "user",
  query: listPackagesInput,
  response: pageOf(packageShape),
  run: listPackages,
});

export const reportOutcomeOperation = defineOperation({
  id: "reportOutcome",
  method: "POST",
  path: "/api/distribution/updates/report",
  tag,
  summary: "Say that an update was downloaded, installed, or failed",
  description: "For clients that are no devices here. What devices run is known from their own reports.",
  auth: "client",
  body: reportInput,
  response: z.object({ accepted: z.literal(true) }),
  run: reportOutcome,
});

export const readUpdateAnalyticsOperation = defineOperation({
  id: "readUpdateAnalytics",
  method: "GET",
  path: "/api/distribution/updates/analytics",
  tag,
  summary: "Read who was told of which version and what became of it",
  auth: "user",
  query: analyticsInput,
  response: analyticsShape,
  run: readAnalytics,
});

export const measurePullOperation = defineOperation({
  id: "measurePull",
  method: "GET",
  path: "/api/distribution/updates/layers",
  tag,
  summary: "Tell how much of an image a host pulls that has another one",
  description: "The product's registry is asked for both. Where it cannot be read, the answer says why.",
  auth: "user",
  query: measurePullInput,
  response: pullShape,
  run: measurePull,
});

const withoutId = <Shape extends z.ZodRawShape>(input: z.ZodObject<Shape>) => {
  const { distributionId: _id, ...rest } = input.shape as z.ZodRawShape;
  return z.strictObject(rest);
};

export const changePercentOperation = defineOperation({
  id: "changePercent",
  method: "POST",
  path: `${distributions}/{distributionId}/percent`,
  tag,
  summary: "Set the share of a distribution",
  auth: "user",
  body: withoutId(changePercentInput),
  response: distributionShape,
  run: changePercent,
});

export const pauseDistributionOperation = defineOperation({
  id: "pauseDistribution",
  method: "POST",
  path: `${distributions}/{distributionId}/pause`,
  tag,
  summary: "Stop offering a version to anybody new",
  auth: "user",
  body: withoutId(distributionActionInput),
  response: distributionShape,
  run: pauseDistribution,
});

export const resumeDistributionOperation = defineOperation({
  id: "resumeDistribution",
  method: "POST",
  path: `${distributions}/{distributionId}/resume`,
  tag,
  summary: "Go on with a distribution that was paused",
  auth: "user",
  body: withoutId(distributionActionInput),
  response: distributionShape,
  run: resumeDistribution,
});

export const completeDistributionOperation = defineOperation({
  id: "completeDistribution",
  method: "POST",
  path: `${distributions}/{distributionId}/complete`,
  tag,
  summary: "Offer a version to everybody",
  auth: "user",
  body: withoutId(completeDistributionInput),
  response: distributionShape,
  run: completeDistribution,
});

export const cancelDistributionOperation = defineOperation({
  id: "cancelDistribution",
  method: "POST",
  path: `${distributions}/{distributionId}/cancel`,
  tag,
  summary: "Take a distribution back: nobody is offered its version any more",
  auth: "user",
  body: withoutId(distributionActionInput),
  response: distributionShape,
  run: cancelDistribution,
});

export const updatesOperations = [
  checkForUpdateOperation,
  reportOutcomeOperation,
  readUpdateAnalyticsOperation,
  createPackageOperation,
  listPackagesOperation,
  measurePullOperation,
  createDistributionOperation,
  listDistributionsOperation,
  getDistributionOperation,
  changePercentOperation,
  pauseDistributionOperation,
  resumeDistributionOperation,
  completeDistributionOperation,
  cancelDistributionOperation,
];
