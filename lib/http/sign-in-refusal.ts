/** Why a provider's answer was not accepted. The word goes into the address of the sign-in page, which explains it. */
export type RefusalReason =
  | "issuer"
  | "audience"
  | "nonce"
  | "state"
  | "expired"
  | "signature"
  | "claims"
  | "unreachable"
  | "cancelled"
  | "unfinished";

export class SignInRefused extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.name = "SignInRefused";
    this.reason = reason;
  }
}

/** openid-client tells its checks apart by sentences alone. */
const SENTENCES: readonly (readonly [sign: RegExp, reason: RefusalReason])[] = [
  [/\biss (?:mismatch|value|missing)|\biss\b.*expected/, "issuer"],
  [/\baud (?:mismatch|is missing)|\bazp\b/, "audience"],
  [/\bnonce\b/, "nonce"],
  [/\bstate\b/, "state"],
  [/JWT expired|JWT not active|too far in the past|\bid_token used too early/, "expired"],
  [/no valid key found|JWT signature|unexpected JWT alg|failed to decode JWT|multiple matching keys/, "signature"],
  [/timed out|ECONN|ENOTFOUND|EAI_AGAIN|socket|expected 200 OK/, "unreachable"],
  [/missing required JWT property/, "claims"],
];

/** Says which check of openid-client an answer failed. */
export function readRefusal(error: unknown): SignInRefused {
  const message = error instanceof Error ? error.message : "unknown";
  const reason = SENTENCES.find(([sign]) => sign.test(message))?.[1] ?? "claims";
  return new SignInRefused(reason, message);
}
