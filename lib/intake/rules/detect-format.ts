import { hasObjectAt, listAt, textAt, valueAt } from "#lib/registries/rules/field.ts";
import type { WebhookFormat } from "#lib/intake/rules/push.ts";

// Whose body is this? The first match wins; the User-Agent is never asked, since anyone can send it.

/** A format, or one of Harbor's two bodies. */
export type BodyShape = Exclude<WebhookFormat, "ghcr" | "harbor"> | "harborDefault" | "harborCloudEvents";

const DISTRIBUTION_TYPE = /^application\/vnd\.docker\.distribution\.events\.v[12]\+json$/;

/** Compares media types without parameters and without case. */
export function mediaTypeOf(contentType: string | null): string {
  return (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

export function isDistributionType(contentType: string | null): boolean {
  return DISTRIBUTION_TYPE.test(mediaTypeOf(contentType));
}

/** Null means a shape that nobody we know sends. */
export function detectShape(body: unknown, contentType: string | null): BodyShape | null {
  if (isDistributionType(contentType) || hasDistributionEvents(body)) return "distribution";
  if (isHarborCloudEvent(body)) return "harborCloudEvents";
  if (textAt(body, "type") !== null && hasObjectAt(body, "event_data")) return "harborDefault";
  if (hasObjectAt(body, "push_data") && hasObjectAt(body, "repository")) return "dockerHub";
  if (textAt(body, "docker_url") !== null) return "quay";
  if (isAcr(body)) return "acr";
  if (isJfrog(body)) return "jfrog";
  return null;
}

export function formatOfShape(shape: BodyShape): WebhookFormat {
  return shape === "harborDefault" || shape === "harborCloudEvents" ? "harbor" : shape;
}

function hasDistributionEvents(body: unknown): boolean {
  const events = listAt(body, "events");
  return events.length > 0 && events.every((event) => textAt(event, "action") !== null && hasObjectAt(event, "target"));
}

function isHarborCloudEvent(body: unknown): boolean {
  return valueAt(body, "specversion") !== undefined && (textAt(body, "type") ?? "").startsWith("harbor.");
}

function isAcr(body: unknown): boolean {
  const action = textAt(body, "action");
  return valueAt(body, "events") === undefined && action !== null && (action === "ping" || hasObjectAt(body, "target"));
}

function isJfrog(body: unknown): boolean {
  return textAt(body, "domain") !== null && textAt(body, "event_type") !== null && hasObjectAt(body, "data");
}
