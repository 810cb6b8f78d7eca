import { Prisma } from "#lib/database/client.ts";
import { databaseErrorCode, databaseErrorKind, isUniqueViolation } from "#lib/database/transaction.ts";
import { DomainError, type ErrorCode } from "#lib/kernel/errors.ts";
import type { Logger } from "#lib/kernel/log.ts";

/** The one mapping from reasons to HTTP: RFC 9457 problem details. */
const STATUS: Record<ErrorCode, { status: number; title: string }> = {
  INVALID_INPUT: { status: 400, title: "Bad input" },
  UNAUTHENTICATED: { status: 401, title: "Not signed in" },
  FORBIDDEN: { status: 403, title: "Not permitted" },
  NOT_FOUND: { status: 404, title: "Not found" },
  METHOD_NOT_ALLOWED: { status: 405, title: "Method not allowed" },
  CONFLICT: { status: 409, title: "Conflict" },
  WRONG_STATE: { status: 409, title: "Wrong state" },
  TOO_LARGE: { status: 413, title: "Too large" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Unsupported media type" },
  IMPOSSIBLE: { status: 422, title: "Impossible" },
  LIMIT_REACHED: { status: 429, title: "Too many requests" },
  UNAVAILABLE: { status: 503, title: "Unavailable" },
  INTERNAL: { status: 500, title: "Internal error" },
};

export function statusOf(code: ErrorCode): number {
  return STATUS[code].status;
}

/** An answer that any server can send. */
export interface Problem {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Writes an error as application/problem+json. Nothing of its cause leaves the house. */
export function toProblem(error: DomainError, requestId: string): Problem {
  const { status, title } = STATUS[error.code];
  const { errors, allowedStates, allowedMethods, retryAfterSeconds } = error.details;
  const body = {
    type: `urn:slipway:problem:${error.code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(errors && { errors }),
    ...(allowedStates && { allowedStates }),
  };
  const headers = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(retryAfterSeconds !== undefined && { "retry-after": String(Math.ceil(retryAfterSeconds)) }),
    ...(allowedMethods && { allow: allowedMethods.join(", ") }),
    ...(error.code === "UNAUTHENTICATED" && { "www-authenticate": 'Bearer realm="slipway"' }),
  };
  return { status, headers, body: JSON.stringify(body) };
}

export function toProblemResponse(error: DomainError, requestId: string): Response {
  const { status, headers, body } = toProblem(error, requestId);
  return new Response(body, { status, headers });
}

/**
 * Notes a request that came to nothing. Only what nobody foresaw is an error with its stack: while the database is away
 * a whole fleet gets the same answer, and one line for each is enough.
 */
export function logProblem(log: Logger, problem: DomainError, request: { requestId: string; operation: string }): void {
  const { code, details, message } = problem;
  if (code === "INTERNAL") log.error({ ...request, code, err: details.cause ?? problem }, "A request failed.");
  else if (code === "UNAVAILABLE")
    log.warn({ ...request, code, reason: tell(details.cause) ?? message }, "Unavailable.");
  else log.debug({ ...request, code, err: details.cause ?? problem }, "A request was refused.");
}

function tell(cause: unknown): string | null {
  return cause instanceof Error ? cause.message.trim().replaceAll(/\s+/g, " ") : null;
}

const CONNECTION_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);
/** What the driver says where no SQLSTATE came back, as for a raw query. */
const CONNECTION_KINDS = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"]);
const CONNECTION_LOST =
  /ECONNREFUSED|ECONNRESET|EPIPE|Connection terminated|not queryable|timeout exceeded when trying/;
/** SQLSTATE classes 08 (connection), 57P (shutdown) and 53 (resources). */
const UNAVAILABLE_STATES = /^(08|57P|53)/;
/** SQLSTATE class 22: a value the database cannot hold, which a schema let through. */
const BAD_VALUE_STATES = "22";

/** Turns whatever was thrown into an error of ours. What nobody foresaw becomes INTERNAL, with its cause for the log. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (isUniqueViolation(error)) {
    return new DomainError("CONFLICT", "Somebody else made the same thing at the same time. Reload and look again.", {
      cause: error,
    });
  }
  const state = databaseErrorCode(error);
  if (isConnectionTrouble(error, state)) {
    return new DomainError("UNAVAILABLE", "The database cannot be reached right now. Try again in a moment.", {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
  if (state?.startsWith(BAD_VALUE_STATES)) {
    return new DomainError("INVALID_INPUT", "A value in the request is outside of what can be stored.", {
      cause: error,
    });
  }
  return new DomainError("INTERNAL", "Something went wrong on our side. The request id leads to the log entry.", {
    cause: error,
  });
}

function isConnectionTrouble(error: unknown, state: string | null): boolean {
  if (state && UNAVAILABLE_STATES.test(state)) return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError && CONNECTION_CODES.has(error.code)) return true;
  if (CONNECTION_KINDS.has(databaseErrorKind(error) ?? "")) return true;
  return error instanceof Error && CONNECTION_LOST.test(error.message);
}
