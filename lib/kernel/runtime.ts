import type { Actor } from "#lib/access/rules/actor.ts";
import type { DatabaseHandle } from "#lib/database/client.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Logger } from "#lib/kernel/log.ts";

/** What one process has once: its configuration, its log and its database. */
export interface Runtime {
  config: Config;
  log: Logger;
  database: DatabaseHandle;
  startedAt: Date;
  /** The folder of the program: migrations and pages lie below it, wherever it was started from. */
  programDir: string;
}

/*
 * Code bundled by Next and code run by Node are two module graphs in one process. The embedded database may be opened
 * only once, so the runtime lives on globalThis: the process's entry puts it there, everybody else takes it.
 */
const KEY = Symbol.for("slipway.runtime");
type Shared = typeof globalThis & { [KEY]?: Runtime };

export function shareRuntime(runtime: Runtime): void {
  (globalThis as Shared)[KEY] = runtime;
}

/** The process's runtime. Throws where no entry has made one, as while pages are built. */
export function getRuntime(): Runtime {
  const runtime = (globalThis as Shared)[KEY];
  if (!runtime) throw new Error("Nothing runs in this process yet. Start it with `slipway start`.");
  return runtime;
}

/** A context for one request or one piece of background work. */
export function makeContext(runtime: Runtime, actor: Actor, requestId: string = crypto.randomUUID()): Context {
  return {
    db: runtime.database.client,
    clock: systemClock,
    actor,
    log: runtime.log.child({ requestId }),
    requestId,
    config: runtime.config,
  };
}
