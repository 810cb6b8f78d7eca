import type { Action } from "#lib/agent/rules/action.ts";
import type { Advance, Work } from "#lib/agent/rules/work.ts";
import type { Progress } from "#lib/agent/rules/throttle.ts";
import type { Apps, ReportStatus } from "#lib/simulate/rules/protocol.ts";
import type { Log } from "#lib/agent/log.ts";

/** What a driver is given while it carries out an action. */
export interface Around {
  log: Log;
  /** Ends when the agent is to stop. */
  signal: AbortSignal;
  /** Ends when the agent is to stop, or the server minds the action no more. */
  untouchedSignal: AbortSignal;
  /** Waits; throws when the agent is to stop. */
  sleep: (millis: number) => Promise<void>;
  /** Tells the server how far it is; too much of it is left out. */
  progress: (status: Extract<ReportStatus, "downloading" | "installing"> | null, progress: Progress) => Promise<void>;
  /** Tells the server that the new release runs and is looked at now. */
  installed: () => Promise<void>;
}

/** A way of making this host run a release. What it keeps of an action between two steps is its own `Detail`. */
export interface Driver<Detail> {
  /** Begins with an action: nothing is changed yet. */
  begin(action: Action): Work<Detail>;
  /** Goes one step further. It must not matter if that step was done before and nobody wrote it down. */
  advance(work: Work<Detail>, around: Around): Promise<Advance<Detail>>;
  /** What runs now, by product. */
  apps(): Promise<Apps>;
  /** What people may want to know of the host. */
  attributes(): Promise<Record<string, string>>;
  /** Removes what is not needed any more. Called when nothing is under way. */
  tidy(log: Log): Promise<void>;
}
