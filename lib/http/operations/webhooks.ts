import { z } from "zod";
import { admitRun } from "#lib/ci/admit-run.ts";
import { settleRun } from "#lib/ci/settle-runs.ts";
import { defineOperation, type Operation, type RequestFacts } from "#lib/http/operation.ts";
import { pageOf } from "#lib/http/shapes.ts";
import { createSource } from "#lib/intake/create-source.ts";
import { getDelivery } from "#lib/intake/get-delivery.ts";
import { getSource } from "#lib/intake/get-source.ts";
import { listDeliveriesInput } from "#lib/intake/input-deliveries.ts";
import { createSourceInput, listSourcesInput, updateSourceInput } from "#lib/intake/input-sources.ts";
import { listDeliveries } from "#lib/intake/list-deliveries.ts";
import { listSources } from "#lib/intake/list-sources.ts";
import { receiveDelivery } from "#lib/intake/receive-delivery.ts";
import { replayDelivery } from "#lib/intake/replay-delivery.ts";
import { revokeSource } from "#lib/intake/revoke-source.ts";
import { DELIVERY_STATUSES, WEBHOOK_ROUTES, type WebhookRoute } from "#lib/intake/rules/delivery.ts";
import { WEBHOOK_FORMATS } from "#lib/intake/rules/push.ts";
import type { DeliveryAnswer } from "#lib/intake/view-deliveries.ts";
import { updateSource } from "#lib/intake/update-source.ts";
import type { Context } from "#lib/kernel/context.ts";

const answer = z.object({
  deliveryId: z.uuid(),
  status: z.enum(DELIVERY_STATUSES),
  rollouts: z.array(z.uuid()),
  reason: z.string().optional(),
  ciRunId: z.uuid().optional().describe("The run of a CI system that it told of."),
  deployments: z.array(z.uuid()).optional().describe("What that run started or stopped so far."),
});

const push = z.object({
  registryHost: z.string(),
  repository: z.string(),
  tag: z.string(),
  digest: z.string().nullable(),
  pushedAt: z.string(),
  actor: z.string().nullable(),
  outcome: z.enum(["rollout", "duplicate", "ignored", "lookup"]),
  reason: z.string().nullable(),
  rolloutId: z.uuid().nullable(),
});

const listedDelivery = z.object({
  id: z.uuid(),
  route: z.enum(WEBHOOK_ROUTES),
  source: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  format: z.enum(WEBHOOK_FORMATS).nullable(),
  authenticity: z
    .enum(["signature", "token", "source", "none", "failed"])
    .describe("none is a hint that nobody signed."),
  status: z.enum(DELIVERY_STATUSES),
  reason: z.string().nullable(),
  deliveryKey: z.string().nullable(),
  bodySizeBytes: z.number().int(),
  pushes: z.array(push),
  rolloutIds: z.array(z.uuid()),
  replayOfId: z.uuid().nullable(),
  replayObjection: z.string().nullable().describe("Why it cannot be replayed; null when it can."),
  remoteAddress: z.string().nullable(),
  receivedAt: z.string(),
});

const delivery = listedDelivery.extend({
  headers: z.record(z.string(), z.string()),
  body: z.object({ text: z.string(), isTruncated: z.boolean() }),
});

const source = z.object({
  id: z.uuid(),
  name: z.string(),
  format: z.enum([...WEBHOOK_FORMATS, "any"]),
  prefix: z.string(),
  registryHost: z.string().nullable(),
  repositoryPrefix: z.string().nullable(),
  enabled: z.boolean(),
  createdAt: z.string(),
  revokedAt: z.string().nullable(),
});

const newSource = source.extend({
  token: z.string().describe("Shown only here."),
  path: z.string(),
  url: z.string().nullable().describe("Null where SLIPWAY_PUBLIC_URL is not set."),
});

/** What the three routes of senders have in common. Their calls are limited by what they prove, not by their number. */
function receiving(
  route: WebhookRoute,
): Pick<Operation, "method" | "tag" | "auth" | "response" | "status" | "rawBody" | "frequent" | "run"> {
  return {
    method: "POST",
    tag: "Webhooks",
    auth: "none",
    response: answer,
    status: 202,
    rawBody: true,
    frequent: true,
    run: async (ctx: Context, input: Record<string, unknown>, request: RequestFacts) =>
      withDeployments(
        ctx,
        await receiveDelivery(ctx, {
          route,
          ...(typeof input.sourceToken === "string" && { sourceToken: input.sourceToken }),
          headers: request.headers,
          remoteAddress: request.remoteAddress,
          readBytes: (limitBytes) => request.readBytes(limitBytes),
          admitRun,
        }),
      ),
  };
}

/** A run is kept already: what fails here is done by the orchestrator, so its sender need not repeat it. */
async function withDeployments(
  ctx: Context,
  answer: DeliveryAnswer,
): Promise<DeliveryAnswer & { deployments?: string[] }> {
  if (answer.ciRunId === undefined) return answer;
  try {
    return { ...answer, deployments: await settleRun(ctx, answer.ciRunId) };
  } catch (error) {
    ctx.log.error({ err: error, ciRunId: answer.ciRunId }, "A run of a CI system could not be settled at once.");
    return answer;
  }
}

export const receiveRegistryWebhookOperation = defineOperation({
  ...receiving("dockerRegistry"),
  id: "receiveRegistryWebhook",
  path: "/api/v1/webhooks/docker-registry",
  summary: "Receive a push of Docker Hub, OCI distribution, Harbor, Quay, ACR or JFrog",
  description:
    "The body is told apart by shape and content type. Prove it with X-Slipway-Signature-256 (HMAC-SHA-256 of the raw " +
    "body with DOCKER_WEBHOOK_SECRET), or with that secret as Authorization. Without a secret it is only a hint: the " +
    "registry is asked. Up to 1 MB.",
});

export const receiveGithubWebhookOperation = defineOperation({
  ...receiving("github"),
  id: "receiveGithubWebhook",
  path: "/api/v1/webhooks/github",
  summary: "Receive an event of GitHub: package, registry_package, ping, workflow_run",
  description: "Proved by X-Hub-Signature-256 with GITHUB_WEBHOOK_SECRET. Up to 25 MB.",
});

export const receiveSourceWebhookOperation = defineOperation({
  ...receiving("source"),
  id: "receiveSourceWebhook",
  path: "/api/v1/webhooks/in/{sourceToken}",
  summary: "Receive a push of a sender with an address of its own",
});

export const listDeliveriesOperation = defineOperation({
  id: "listDeliveries",
  method: "GET",
  path: "/api/v1/webhooks/deliveries",
  tag: "Webhooks",
  summary: "List deliveries, the newest first",
  auth: "user",
  query: listDeliveriesInput,
  response: pageOf(listedDelivery),
  run: listDeliveries,
});

export const getDeliveryOperation = defineOperation({
  id: "getDelivery",
  method: "GET",
  path: "/api/v1/webhooks/deliveries/{deliveryId}",
  tag: "Webhooks",
  summary: "Read a delivery with its headers and body",
  auth: "user",
  response: delivery,
  run: getDelivery,
});

export const replayDeliveryOperation = defineOperation({
  id: "replayDelivery",
  method: "POST",
  path: "/api/v1/webhooks/deliveries/{deliveryId}/replay",
  tag: "Webhooks",
  summary: "Send a kept delivery through once more",
  description: "It becomes a delivery of its own, marked as a replay. Rejected and shortened ones are refused.",
  auth: "user",
  response: answer,
  status: 202,
  creates: true,
  run: async (ctx, input) => withDeployments(ctx, await replayDelivery(ctx, input, admitRun)),
});

export const listWebhookSourcesOperation = defineOperation({
  id: "listWebhookSources",
  method: "GET",
  path: "/api/v1/webhooks/sources",
  tag: "Webhooks",
  summary: "List the senders with an address of their own",
  auth: "user",
  query: listSourcesInput,
  response: pageOf(source),
  run: listSources,
});

export const createWebhookSourceOperation = defineOperation({
  id: "createWebhookSource",
  method: "POST",
  path: "/api/v1/webhooks/sources",
  tag: "Webhooks",
  summary: "Make an address for a sender that cannot sign",
  auth: "user",
  body: createSourceInput,
  response: newSource,
  status: 201,
  creates: true,
  run: createSource,
});

export const getWebhookSourceOperation = defineOperation({
  id: "getWebhookSource",
  method: "GET",
  path: "/api/v1/webhooks/sources/{sourceId}",
  tag: "Webhooks",
  summary: "Read a sender with an address of its own",
  auth: "user",
  response: source,
  run: getSource,
});

export const updateWebhookSourceOperation = defineOperation({
  id: "updateWebhookSource",
  method: "PATCH",
  path: "/api/v1/webhooks/sources/{sourceId}",
  tag: "Webhooks",
  summary: "Change a sender, or switch its address off and on",
  auth: "user",
  body: updateSourceInput.omit({ sourceId: true }),
  response: source,
  run: updateSource,
});

export const revokeWebhookSourceOperation = defineOperation({
  id: "revokeWebhookSource",
  method: "DELETE",
  path: "/api/v1/webhooks/sources/{sourceId}",
  tag: "Webhooks",
  summary: "End a sender's address for good; its deliveries stay",
  auth: "user",
  response: source,
  run: revokeSource,
});

export const webhooksOperations = [
  receiveRegistryWebhookOperation,
  receiveGithubWebhookOperation,
  receiveSourceWebhookOperation,
  listDeliveriesOperation,
  getDeliveryOperation,
  replayDeliveryOperation,
  listWebhookSourcesOperation,
  createWebhookSourceOperation,
  getWebhookSourceOperation,
  updateWebhookSourceOperation,
  revokeWebhookSourceOperation,
];
