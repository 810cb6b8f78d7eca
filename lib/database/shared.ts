import type { DatabaseHandle } from "#lib/database/client.ts";

/*
 * Code bundled by Next and code run by Node are two module graphs in one process. The embedded database may be opened
 * only once, so the one handle lives on globalThis: the process's entry puts it there, everybody else takes it.
 */
const KEY = Symbol.for("slipway.database");
type Shared = typeof globalThis & { [KEY]?: DatabaseHandle };

export function shareDatabase(handle: DatabaseHandle): void {
  (globalThis as Shared)[KEY] = handle;
}

/** The process's database. Throws when the entry has not opened one, as while pages are built. */
export function sharedDatabase(): DatabaseHandle {
  const handle = (globalThis as Shared)[KEY];
  if (!handle) throw new Error("No database is open in this process. Start Slipway with `slipway start`.");
  return handle;
}
