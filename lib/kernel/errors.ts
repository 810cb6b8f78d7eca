/** The closed set of reasons for which a request cannot be done. Each maps to one HTTP status in `lib/wire/problem.ts`. */
export type ErrorCode =
  | "INVALID_INPUT"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "CONFLICT"
  | "WRONG_STATE"
  | "IMPOSSIBLE"
  | "TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "LIMIT_REACHED"
  | "UNAVAILABLE"
  | "INTERNAL";

/** One fault in the input: `path` is the dotted place (empty for the whole), `message` says what would be right. */
export interface InputFault {
  path: string;
  message: string;
  /** Where it stands in a text that somebody wrote, counted from 1. */
  line?: number;
  column?: number;
}

export interface ErrorDetails {
  /** Faults of the input, for INVALID_INPUT and IMPOSSIBLE. */
  errors?: InputFault[];
  /** The states in which the refused action would be allowed, for WRONG_STATE. */
  allowedStates?: readonly string[];
  /** The methods that the address takes, for METHOD_NOT_ALLOWED. */
  allowedMethods?: readonly string[];
  /** Seconds after which a repeat may succeed, for LIMIT_REACHED and UNAVAILABLE. */
  retryAfterSeconds?: number;
  /** For us only: never leaves the house. */
  cause?: unknown;
}

/** A request that cannot be done. `message` is a kind sentence for the caller; `details.cause` is for the log. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "DomainError";
    this.code = code;
    this.details = details;
  }
}

export function notFound(what: string): DomainError {
  return new DomainError("NOT_FOUND", `There is no such ${what}, or you may not see it.`);
}

/** The error for a method that an address does not take. */
export function methodNotAllowed(method: string, allowedMethods: readonly string[]): DomainError {
  const message = `${method} is not possible here; ${allowedMethods.join(", ")} ${allowedMethods.length > 1 ? "are" : "is"}.`;
  return new DomainError("METHOD_NOT_ALLOWED", message, { allowedMethods });
}

/** Marks a place that no state can reach; a new state then shows every place that must think about it. */
export function assertNever(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}
