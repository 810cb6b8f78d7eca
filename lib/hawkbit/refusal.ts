import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { DomainError, type ErrorCode } from "#lib/kernel/errors.ts";

/** hawkBit's name of a fault; clients look at the status, people at the message. */
const names: Readonly<Record<number, string>> = {
  400: "rest.body.notReadable",
  403: "insufficientpermission",
  404: "repo.entitiyNotFound",
  405: "action.notCancelable",
  409: "repo.entitiyAlreadyExists",
  410: "action.closed",
  413: "quota.tooLarge",
  415: "mediaType.unsupported",
  423: "entity.locked",
  429: "quota.tooManyEntries",
};

/** An answer that refuses, in hawkBit's form. */
export function refuse(status: number, message: string, headers: Readonly<Record<string, string>> = {}): HawkbitAnswer {
  const json = {
    exceptionClass: "SlipwayRefusal",
    errorCode: `hawkbit.server.error.${names[status] ?? "unknown"}`,
    message,
  };
  return { status, headers, json };
}

const statuses: Readonly<Record<ErrorCode, number>> = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  WRONG_STATE: 409,
  IMPOSSIBLE: 400,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  LIMIT_REACHED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** Turns a refusal of a use case into hawkBit's form. Anything else is a fault of ours and thrown on. */
export function refuseFor(error: unknown): HawkbitAnswer {
  if (!(error instanceof DomainError) || error.code === "INTERNAL") throw error;
  const { retryAfterSeconds, allowedMethods } = error.details;
  return refuse(statuses[error.code], error.message, {
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
    ...(allowedMethods !== undefined && { allow: allowedMethods.join(", ") }),
  });
}
