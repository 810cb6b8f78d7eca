import { randomUUID } from "node:crypto";
import { createPolicy } from "#lib/intake/create-policy.ts";
import { receiveDelivery } from "#lib/intake/receive-delivery.ts";
import type { WebhookRoute } from "#lib/intake/rules/delivery.ts";
import { readSample } from "#lib/intake/testing/read-sample.ts";
import type { DeliveryAnswer } from "#lib/intake/view-deliveries.ts";
import type { PolicyView } from "#lib/intake/view-policies.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** The same context under another configuration. */
export function configured<Ctx extends Context>(ctx: Ctx, part: Partial<Config>): Ctx {
  return { ...ctx, config: { ...ctx.config, ...part } };
}

/** A policy with a name of its own; a test mentions only what matters to it. */
export async function aPolicy(ctx: Context, part: Record<string, unknown>): Promise<PolicyView> {
  return createPolicy(ctx, { name: `Policy ${randomUUID()}`, imagePattern: "acme/*", ...part });
}

export interface Sent {
  route?: WebhookRoute;
  sourceToken?: string;
  headers?: Record<string, string>;
  remoteAddress?: string;
  body: unknown;
}

/** Sends a body as it is (bytes or text) or as JSON. */
export function send(ctx: Context, { route = "dockerRegistry", headers = {}, ...sent }: Sent): Promise<DeliveryAnswer> {
  const { body, sourceToken, remoteAddress = "192.0.2.7" } = sent;
  const raw = body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return receiveDelivery(ctx, {
    route,
    ...(sourceToken !== undefined && { sourceToken }),
    headers: new Headers({ "content-type": "application/json", ...headers }),
    remoteAddress,
    readBytes: (limitBytes) =>
      raw.length > limitBytes ? Promise.reject(new DomainError("TOO_LARGE", "Too large.")) : Promise.resolve(raw),
  });
}

/** Sends one of the samples, with its own headers. */
export function sendSample(ctx: Context, name: string, part: Partial<Sent> = {}): Promise<DeliveryAnswer> {
  const { body, headers } = readSample(name);
  return send(ctx, { body, ...part, headers: { ...headers, ...part.headers } });
}

let serial = 0;

/** A notification of the OCI distribution registry about one pushed tag. */
export function distributionPush(
  host: string,
  repository: string,
  tag: string,
  digest: string | null = null,
): { headers: Record<string, string>; body: unknown } {
  serial++;
  return {
    headers: { "content-type": "application/vnd.docker.distribution.events.v1+json" },
    body: {
      events: [
        {
          id: `event-${serial}`,
          action: "push",
          target: {
            mediaType: "application/vnd.oci.image.index.v1+json",
            repository,
            tag,
            ...(digest !== null && { digest }),
          },
          request: { host },
          actor: { name: "ci" },
        },
      ],
    },
  };
}

/** A body of Docker Hub: no digest, and different from every other one. */
export function dockerHubPush(repository: string, tag: string): { body: unknown } {
  serial++;
  return { body: { push_data: { tag, pushed_at: 1_700_000_000 + serial }, repository: { repo_name: repository } } };
}
