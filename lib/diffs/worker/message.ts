import type { JobName } from "#lib/diffs/worker/jobs.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { ErrorCode } from "#lib/kernel/errors.ts";

/** What goes to a thread. */
export interface JobQuestion {
  job: JobName;
  input: unknown;
  config: Config;
}

/** What comes back: errors lose their class on the way, so that a refusal is told as such. */
export type JobAnswer =
  | { kind: "done"; result: unknown }
  | { kind: "refused"; code: ErrorCode; message: string }
  | { kind: "failed"; error: unknown };
