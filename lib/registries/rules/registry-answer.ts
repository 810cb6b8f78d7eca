import { textAt } from "#lib/registries/rules/field.ts";
import { isDigest } from "#lib/products/rules/image.ts";

// What does a registry's answer about a tag mean?

/** What came of asking a registry. The set is closed: whoever asks must think about each. */
export type RegistryFailure =
  | { kind: "tagNotFound" }
  | { kind: "noSuchRepository" }
  | { kind: "denied"; reason: string }
  | { kind: "limited"; retryAfterSeconds: number | null }
  | { kind: "unreachable"; reason: string };

export type TagOutcome =
  | { kind: "found"; digest: string; mediaType: string }
  /** The tag still points to the digest that the asker knew. */
  | { kind: "unchanged" }
  | { kind: "notAnImage"; mediaType: string }
  | RegistryFailure;

export type TagListOutcome = { kind: "tags"; tags: string[]; isComplete: boolean } | RegistryFailure;

/** What a rollout can pin: an index, or a single image. */
export const IMAGE_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

export interface ManifestFacts {
  /** Docker-Content-Digest, where the registry sends it. */
  digest: string | null;
  contentType: string | null;
  /** Of the bytes as received; null after a HEAD. */
  computedDigest: string | null;
}

/** Reads a 200 about a manifest. Null means that the digest is still unknown and the manifest itself must be fetched. */
export function judgeManifest(facts: ManifestFacts): TagOutcome | null {
  const mediaType = facts.contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!(IMAGE_TYPES as readonly string[]).includes(mediaType)) return { kind: "notAnImage", mediaType };
  const stated = facts.digest !== null && isDigest(facts.digest) ? facts.digest : null;
  if (stated === null && facts.computedDigest === null) return null;
  if (stated?.startsWith("sha256:") && facts.computedDigest !== null && stated !== facts.computedDigest) {
    return { kind: "unreachable", reason: "The registry's answer does not have the digest that it names." };
  }
  const digest = stated ?? facts.computedDigest;
  return digest === null ? null : { kind: "found", digest, mediaType };
}

/** Reads an answer that is no success. `codes` are those of the error body, where there was one. */
export function judgeFailure(
  status: number,
  codes: readonly string[],
  retryAfterSeconds: number | null,
): RegistryFailure {
  if (status === 404) return { kind: codes.includes("NAME_UNKNOWN") ? "noSuchRepository" : "tagNotFound" };
  if (status === 429) return { kind: "limited", retryAfterSeconds };
  if (status === 401 || status === 403) {
    return { kind: "denied", reason: `The registry refused access (${status}). Check the credentials stored for it.` };
  }
  return { kind: "unreachable", reason: `The registry answered ${status}.` };
}

/** Reads the codes of `{"errors":[{"code"}]}`; a proxy's HTML has none. */
export function errorCodes(body: string): string[] {
  try {
    const parsed = JSON.parse(body) as { errors?: unknown } | null;
    const errors = Array.isArray(parsed?.errors) ? (parsed.errors as unknown[]) : [];
    return errors.map((item) => textAt(item, "code") ?? "");
  } catch {
    return []; // Not JSON: the status alone decides.
  }
}

const RETRY_AFTER_MAX_SECONDS = 6 * 3600;

/** Reads Retry-After, in seconds or as a date. Null when it is missing or unreadable. */
export function retryAfterSeconds(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 1), RETRY_AFTER_MAX_SECONDS) : null;
}
