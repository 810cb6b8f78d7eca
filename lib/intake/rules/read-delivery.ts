import { assertNever } from "#lib/kernel/errors.ts";
import { parseJson } from "#lib/kernel/json.ts";
import {
  detectShape,
  formatOfShape,
  isDistributionType,
  mediaTypeOf,
  type BodyShape,
} from "#lib/intake/rules/detect-format.ts";
import { readAcr } from "#lib/intake/rules/formats/acr.ts";
import { readDistribution } from "#lib/intake/rules/formats/distribution.ts";
import { readDockerHub } from "#lib/intake/rules/formats/docker-hub.ts";
import { readGithub } from "#lib/intake/rules/formats/github.ts";
import { readHarborCloudEvent, readHarborDefault } from "#lib/intake/rules/formats/harbor.ts";
import { readJfrog } from "#lib/intake/rules/formats/jfrog.ts";
import { readQuay } from "#lib/intake/rules/formats/quay.ts";
import { textAt } from "#lib/registries/rules/field.ts";
import { payloadOfForm } from "#lib/intake/rules/form.ts";
import { ignored, type Claims, type Push, type PushClaim, type WebhookFormat } from "#lib/intake/rules/push.ts";
import { isRunBody, readRun, readWorkflowRun, type RunReport } from "#lib/intake/rules/run.ts";
import { isDigest, isTag, normalizeImageName } from "#lib/products/rules/image.ts";

// What does this delivery want? Every body becomes the same few pushes, or the reason why there is nothing to do.

export interface DeliveryToRead {
  body: Uint8Array;
  contentType: string | null;
  /** The header X-GitHub-Event; null means that the body's shape decides. */
  githubEvent: string | null;
  receivedAt: Date;
  source: SourceSettings;
}

/** What an operator said about a sender with an address of its own. */
export interface SourceSettings {
  /** Null means any. */
  format: WebhookFormat | null;
  registryHost: string | null;
  repositoryPrefix: string | null;
}

export interface ReadPush {
  push: Push;
  /** The sender's key of this one event, where a body may hold several. */
  key: string | null;
}

export interface Reading {
  format: WebhookFormat | null;
  pushes: ReadPush[];
  /** Why nothing, or not everything, of it is a push; null when all of it is. */
  ignoredReason: string | null;
  /** The sender's own id of the delivery, where the body has one. */
  id: string | null;
  /** The run of a CI system that it tells of, instead of pushes. */
  run: RunReport | null;
}

/** Nobody pushes more tags at once; a body with more is cut there, so that one call cannot keep us busy for long. */
const PUSHES_MAX = 200;

/** Reads a body. Throws INVALID_INPUT when it is not JSON; every other oddity is an answer. */
export function readDelivery(delivery: DeliveryToRead): Reading {
  const { source } = delivery;
  if (delivery.githubEvent !== null && (source.format === null || source.format === "ghcr")) {
    const body = parseJson(isForm(delivery.contentType) ? payloadOfForm(delivery.body) : delivery.body);
    if (delivery.githubEvent === "workflow_run") return toRunReading("ghcr", readWorkflowRun(body));
    return toReading("ghcr", readGithub(delivery.githubEvent, body), null, delivery);
  }
  const body = parseJson(delivery.body);
  if (source.format === null && isRunBody(body)) return toRunReading(null, readRun(body));
  const shape = detectShape(body, delivery.contentType);
  if (shape === null)
    return toReading(null, ignored("unknown-shape: no known registry sends such a body."), null, delivery);
  const format = formatOfShape(shape);
  if (source.format !== null && source.format !== format) {
    const reason = `other-format: this address expects ${source.format}, the body is of ${format}.`;
    return toReading(format, ignored(reason), null, delivery);
  }
  return toReading(format, readShape(shape, body, source), idOf(shape, body), delivery);
}

/** Says whether a body that cannot be used should still be answered with 2xx, because its sender repeats for ever. */
export function repeatsUntilAccepted(contentType: string | null): boolean {
  return isDistributionType(contentType);
}

function isForm(contentType: string | null): boolean {
  return mediaTypeOf(contentType) === "application/x-www-form-urlencoded";
}

function readShape(shape: BodyShape, body: unknown, source: SourceSettings): Claims {
  switch (shape) {
    case "dockerHub":
      return readDockerHub(body);
    case "distribution":
      return readDistribution(body);
    case "harborDefault":
      return readHarborDefault(body);
    case "harborCloudEvents":
      return readHarborCloudEvent(body);
    case "quay":
      return readQuay(body);
    case "acr":
      return readAcr(body);
    case "jfrog":
      return readJfrog(body, source.repositoryPrefix);
    default:
      return assertNever(shape);
  }
}

function toRunReading(format: WebhookFormat | null, run: RunReport | string): Reading {
  const reading = { format, pushes: [], id: null };
  return typeof run === "string"
    ? { ...reading, ignoredReason: run, run: null }
    : { ...reading, ignoredReason: null, run };
}

function idOf(shape: BodyShape, body: unknown): string | null {
  if (shape === "acr") return textAt(body, "id");
  if (shape !== "harborCloudEvents") return null;
  const source = textAt(body, "source");
  const id = textAt(body, "id");
  return source !== null && id !== null ? `${source} ${id}` : null;
}

function toReading(format: WebhookFormat | null, found: Claims, id: string | null, delivery: DeliveryToRead): Reading {
  if (found.kind === "ignored") return { format, pushes: [], ignoredReason: found.reason, id, run: null };
  const checked = found.claims.slice(0, PUSHES_MAX).map((claim) => checkClaim(claim, format, delivery));
  const reasons = checked.filter((result) => typeof result === "string");
  return {
    format,
    pushes: distinct(checked.filter((result) => typeof result !== "string")),
    ignoredReason: reasons.length > 0 ? [...new Set(reasons)].join("; ") : null,
    id,
    run: null,
  };
}

/** Turns a claim into a push in stored spelling, or says why it is none. */
function checkClaim(claim: PushClaim, format: WebhookFormat | null, delivery: DeliveryToRead): ReadPush | string {
  if (claim.tag === null || claim.tag.includes(":")) return "untagged";
  const registryHost = delivery.source.registryHost ?? claim.host;
  if (registryHost === null || claim.repository === null)
    return "invalid-name: the body names no registry or repository.";
  // JFrog's parser has placed the prefix already: there it replaces a part of the name.
  const prefix = format === "jfrog" ? null : delivery.source.repositoryPrefix;
  const image = normalizeImageName({
    registryHost,
    repository: prefix ? `${prefix}/${claim.repository}` : claim.repository,
  });
  if (!image || !isTag(claim.tag)) return "invalid-name: registry, repository or tag is not a valid name.";
  return {
    key: claim.key ?? null,
    push: {
      ...image,
      tag: claim.tag,
      digest: claim.digest !== null && isDigest(claim.digest) ? claim.digest : null,
      pushedAt: pushTime(claim.pushedAt, delivery.receivedAt).toISOString(),
      actor: claim.actor?.slice(0, 200) ?? null,
    },
  };
}

/** The same tag twice in one body counts once; the later one stands. */
function distinct(pushes: ReadPush[]): ReadPush[] {
  return [
    ...new Map(
      pushes.map((item) => [JSON.stringify([item.push.registryHost, item.push.repository, item.push.tag]), item]),
    ).values(),
  ];
}

const EARLIEST_PUSH = Date.UTC(2010, 0);

/** A time that is missing, unreadable, before containers existed or still to come is replaced by the arrival. */
function pushTime(claimed: string | number | null, receivedAt: Date): Date {
  if (claimed === null) return receivedAt;
  const millis = typeof claimed === "number" ? claimed * 1000 : Date.parse(claimed);
  return millis >= EARLIEST_PUSH && millis <= receivedAt.getTime() ? new Date(millis) : receivedAt;
}
