import { ApiError, isTemporary } from "#lib/client/api.ts";

/** What the exit code of a command tells a script. The only table: commands, help and docs/command-line.md are held to it. */
export const exitCodes = {
  ok: { code: 0, means: "done; what was waited for ended well" },
  failed: { code: 1, means: "not done, or what was looked at is not well: the message says why" },
  usage: { code: 2, means: "called wrongly: an unknown option, a bad value, no token, a file that cannot be read" },
  refused: { code: 3, means: "the token is not known (any more), or may not do this" },
  notFound: { code: 4, means: "there is no such thing, or not for this token" },
  conflict: { code: 5, means: "not possible in this state, or somebody was faster" },
  endedBadly: { code: 6, means: "what was waited for ended, but not well, or waits for a decision" },
  timedOut: { code: 7, means: "what was waited for did not end within --timeout; it goes on" },
  unavailable: { code: 8, means: "the server cannot be reached, is overloaded, or is not there for now" },
  interrupted: { code: 130, means: "ended by Ctrl-C" },
} as const;

export type Outcome = keyof typeof exitCodes;

/** The command was not called as it must be. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Something did not end in the time that the caller gave it. */
export class TimeoutError extends Error {
  override name = "TimeoutError";
}

/** The caller was asked, and would not. */
export class DeclinedError extends Error {
  override name = "DeclinedError";
}

/** Says by which outcome an error is told to the shell; null for a fault of the program. */
export function outcomeOf(error: unknown): Outcome | null {
  if (error instanceof UsageError) return "usage";
  if (error instanceof TimeoutError) return "timedOut";
  if (error instanceof DeclinedError) return "failed";
  return error instanceof ApiError ? outcomeOfAnswer(error) : null;
}

const outcomes: Partial<Record<number, Outcome>> = {
  400: "usage",
  401: "refused",
  403: "refused",
  404: "notFound",
  409: "conflict",
};

function outcomeOfAnswer(error: ApiError): Outcome {
  return isTemporary(error) ? "unavailable" : (outcomes[error.status] ?? "failed");
}

/** Lets the process end with an outcome once its work is done. */
export function endWith(outcome: Outcome): void {
  process.exitCode = exitCodes[outcome].code;
}

/** As it stands below the help. */
export function describeExitCodes(): string {
  const lines = Object.values(exitCodes).map(({ code, means }) => `  ${String(code).padEnd(4)} ${means}`);
  return ["Exit codes:", ...lines].join("\n");
}
