import { createHmac, randomUUID } from "node:crypto";
import type { Api } from "#lib/client/api.ts";

export interface Push {
  /** Host of the registry, with its port. */
  host: string;
  repository: string;
  tag: string;
  digest: string;
}

export interface DeliveryAnswer {
  deliveryId: string;
  status: "accepted" | "duplicate" | "ignored";
  rollouts: string[];
  reason?: string;
}

const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
const EVENTS_TYPE = "application/vnd.docker.distribution.events.v2+json";

/** Tells Slipway of a push as a registry does: the notification of OCI distribution, signed with the shared secret. */
export async function announcePush(api: Api, secret: string, push: Push): Promise<DeliveryAnswer> {
  const body = JSON.stringify({ events: [toEvent(push)] });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return api.call<DeliveryAnswer>({
    method: "POST",
    path: "/api/v1/webhooks/docker-registry",
    rawBody: body,
    // A delivery that comes twice changes nothing, so it may be sent again after trouble.
    headers: {
      "content-type": EVENTS_TYPE,
      "x-slipway-signature-256": `sha256=${signature}`,
      "idempotency-key": randomUUID(),
    },
  });
}

function toEvent({ host, repository, tag, digest }: Push): Record<string, unknown> {
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    action: "push",
    target: {
      mediaType: MANIFEST_TYPE,
      digest,
      repository,
      tag,
      url: `http://${host}/v2/${repository}/manifests/${digest}`,
    },
    request: { id: randomUUID(), host, method: "PUT" },
    actor: { name: "demo" },
    source: { addr: host, instanceID: randomUUID() },
  };
}
