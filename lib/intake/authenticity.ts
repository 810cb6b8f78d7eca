import { createHmac } from "node:crypto";
import { safeEqual } from "#lib/kernel/crypto.ts";

/** How a delivery proved where it comes from; `none` is a hint, `failed` is refused. */
export type Authenticity = "signature" | "token" | "source" | "none" | "failed";

export interface Evidence {
  headers: Headers;
  /** The bytes as received: never what was parsed and written again. */
  body: Uint8Array;
  /** Several at a time, so that a secret can be changed without losing deliveries. None means "not configured". */
  secrets: readonly string[];
}

/** Judges a call of GitHub: the SHA-256 signature counts, the old SHA-1 one alone never does. */
export function judgeGithub(evidence: Evidence): Authenticity {
  if (evidence.secrets.length === 0) return "none";
  return hasSignature(evidence, "x-hub-signature-256", "sha256=") ? "signature" : "failed";
}

/**
 * Judges a call of a registry: a signature, or the secret itself as the static Authorization (alone or after Bearer).
 * JFrog's header counts as a signature only, since a header that could be either proves less than both.
 */
export function judgeRegistry(evidence: Evidence): Authenticity {
  if (evidence.secrets.length === 0) return "none";
  const isSigned = [
    hasSignature(evidence, "x-slipway-signature-256", "sha256="),
    hasSignature(evidence, "x-hub-signature-256", "sha256="),
    hasSignature(evidence, "x-jfrog-event-auth", ""),
  ].includes(true);
  const isToken = hasStaticToken(evidence);
  if (isSigned) return "signature";
  return isToken ? "token" : "failed";
}

/** A header sent twice arrives joined by a comma and so is equal to nothing. */
function hasSignature({ headers, body, secrets }: Evidence, name: string, prefix: string): boolean {
  const header = headers.get(name) ?? "";
  return anyOf(secrets, (secret) =>
    safeEqual(header, prefix + createHmac("sha256", secret).update(body).digest("hex")),
  );
}

function hasStaticToken({ headers, secrets }: Evidence): boolean {
  const header = headers.get("authorization") ?? "";
  return anyOf(secrets, (secret) => [safeEqual(header, secret), safeEqual(header, `Bearer ${secret}`)].includes(true));
}

/** Asks about every secret, also after one has matched: how long it takes says nothing about which. */
function anyOf(secrets: readonly string[], isMatch: (secret: string) => boolean): boolean {
  return secrets.map(isMatch).includes(true);
}
