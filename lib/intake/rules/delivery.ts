import type { DeliveryStatus } from "#lib/intake/rules/verdict.ts";

// How much of a delivery is kept, and may it be replayed?

export const WEBHOOK_ROUTES = ["dockerRegistry", "github", "source"] as const;
export type WebhookRoute = (typeof WEBHOOK_ROUTES)[number];

export const DELIVERY_STATUSES = ["accepted", "duplicate", "ignored", "rejected", "failed"] as const;

const KILOBYTE = 1024;
const REGISTRY_BODY_BYTES_MAX = 1024 * KILOBYTE;
/** What GitHub may send. */
const GITHUB_BODY_BYTES_MAX = 25 * 1024 * KILOBYTE;

const KEPT_OF_REJECTED_BYTES = 4 * KILOBYTE;
const KEPT_OF_NOISE_BYTES = 4 * KILOBYTE;
const KEPT_OF_HINT_BYTES = 64 * KILOBYTE;

export function bodyBytesMax(route: WebhookRoute, isFromGithub: boolean): number {
  // On the open route of registries the header would be a stranger's way to send 25 MB.
  const isGithub = route === "github" || (route === "source" && isFromGithub);
  return isGithub ? GITHUB_BODY_BYTES_MAX : REGISTRY_BODY_BYTES_MAX;
}

export interface KeptDelivery {
  status: DeliveryStatus;
  reason: string | null;
  /** Nobody proved where it comes from. */
  isUnsigned: boolean;
}

/**
 * Says how many bytes of a body are kept. What anybody can send must not fill the disk, and layers and pulls are many
 * times more than pushes.
 */
export function keptBytesMax({ status, reason, isUnsigned }: KeptDelivery): number {
  if (status === "rejected") return KEPT_OF_REJECTED_BYTES;
  if (reason?.startsWith("no-push") === true) return KEPT_OF_NOISE_BYTES;
  return isUnsigned && status !== "accepted" ? KEPT_OF_HINT_BYTES : GITHUB_BODY_BYTES_MAX;
}

/** Says why a delivery cannot be replayed, or null. */
export function replayObjection(delivery: { status: DeliveryStatus; isTruncated: boolean }): string | null {
  if (delivery.status === "rejected") {
    return "It was rejected: replaying it would let in what could not prove where it comes from, or could not be read.";
  }
  return delivery.isTruncated ? "Only the beginning of its body was kept. Let the sender deliver it again." : null;
}

const KEPT_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "content-length",
  "content-type",
  "user-agent",
  "x-github-delivery",
  "x-github-event",
  "x-github-hook-id",
  "x-github-hook-installation-target-id",
  "x-github-hook-installation-target-type",
]);
/** Their presence helps to find a fault; their value is a secret or proves one. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "x-hub-signature",
  "x-hub-signature-256",
  "x-jfrog-event-auth",
  "x-slipway-signature-256",
]);
const HEADER_LENGTH_MAX = 500;

/** The headers worth keeping; a list of what is allowed, so that no unforeseen secret is stored. */
export function keepHeaders(headers: Iterable<[string, string]>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (KEPT_HEADERS.has(name)) kept[name] = value.slice(0, HEADER_LENGTH_MAX);
    else if (SECRET_HEADERS.has(name)) kept[name] = "[removed]";
  }
  return kept;
}
