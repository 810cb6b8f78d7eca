import { RefusedAddress } from "#lib/outbound/guard.ts";

/** A product's database could not be read. The message is fit for people outside, and repeats nothing of what it said. */
export class TargetError extends Error {
  override name = "TargetError";
}

const SENTENCES: Readonly<Record<string, string>> = {
  "28P01": "It does not take this user and password.",
  "28000": "It does not let this user in from here.",
  "3D000": "It has no database of this name.",
  "53300": "It takes no more connections.",
  "57P03": "It is starting up or shutting down.",
  "57P01": "It ended the connection.",
  "57014": "A question took too long, and was ended.",
  "42501": "The role may not read what is needed: the catalogue.",
  "0A000": "It does not speak PostgreSQL as it is meant: version 12 or later is needed.",
  ECONNREFUSED: "Nothing listens at this address.",
  ECONNRESET: "The connection was lost.",
  EPIPE: "The connection was lost.",
  ENOTFOUND: "There is no host of this name.",
  EAI_AGAIN: "The name of its host could not be looked up.",
  ETIMEDOUT: "It does not answer.",
  EHOSTUNREACH: "Its host cannot be reached.",
  ENETUNREACH: "Its host cannot be reached.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for another host.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "Its certificate is signed by nobody that is trusted here.",
  SELF_SIGNED_CERT_IN_CHAIN: "Its certificate is signed by nobody that is trusted here.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate is signed by nobody that is trusted here.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "Its certificate is signed by nobody that is trusted here.",
  CERT_HAS_EXPIRED: "Its certificate has expired.",
};

/** What the driver says in words alone, as there is no code for it. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/does not support SSL/, "It does not speak TLS. In a network that you trust, add ?sslmode=disable."],
  [/SSL connection/, "It does not speak TLS as PostgreSQL does."],
  [/terminated/, "The connection was lost."],
  [/timeout expired/, "It does not answer."],
  [/SASL|SCRAM|password/i, "It does not take this user and password."],
];

/** Says in a sentence why a database could not be read. Nothing of what the server sent is in it. */
export function toTargetError(error: unknown): TargetError {
  if (error instanceof TargetError) return error;
  if (error instanceof RefusedAddress) return new TargetError(error.message, { cause: error });
  const code = codeOf(error);
  const known = code === null ? undefined : SENTENCES[code];
  const text = error instanceof Error ? error.message : "";
  const word = WORDS.find(([pattern]) => pattern.test(text))?.[1];
  const plain = code !== null && /^[\w]{1,40}$/.test(code) ? `It answered with the error ${code}.` : null;
  // The server's own words may hold anything, and stay in the log of its owner.
  return new TargetError(known ?? word ?? plain ?? "It answered with something that PostgreSQL does not say.", {
    cause: error,
  });
}

/** The SQLSTATE, or the code of the system's. */
export function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
