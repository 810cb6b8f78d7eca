import { saveSightings, type Sighting } from "#lib/devices/store-last-seen.ts";
import type { Context } from "#lib/kernel/context.ts";

const FLUSH_INTERVAL_MILLIS = 1_000;
/**
 * A fleet that comes back all at once must not keep the database from its other work: so many rows are written a second,
 * or a part of what waits, whichever is more, so that the rest is at most some twenty seconds late.
 */
const ROWS_PER_FLUSH = 1_500;
const SHARE_PER_FLUSH = 0.1;
/** A database that stays away must not let the notes grow without end; beyond this the oldest are forgotten. */
const NOTES_MAX = 500_000;

interface Notebook {
  /** Of whoever noted last: its database is the one that is open now. */
  ctx: Context | null;
  notes: Map<string, Sighting>;
  timer: NodeJS.Timeout | null;
  writing: Promise<void> | null;
}

/*
 * Devices are seen by code that Next bundled and by code that Node runs: two module graphs in one process. The notes
 * live on globalThis, so that there is one notebook and one timer.
 */
const KEY = Symbol.for("slipway.last-seen");
type Shared = typeof globalThis & { [KEY]?: Notebook };

/**
 * Notes that a device was just heard from. Nothing is written now: all notes of a second go to the database in one
 * statement, since polls are nearly all that a fleet ever sends.
 */
export function noteSeen(ctx: Context, deviceId: string, address: string | null): void {
  const notebook = getNotebook();
  // Deleted first, so that the map stays in the order of age.
  notebook.notes.delete(deviceId);
  notebook.notes.set(deviceId, { deviceId, address, at: ctx.clock.now() });
  if (notebook.notes.size > NOTES_MAX) notebook.notes.delete(notebook.notes.keys().next().value ?? "");
  notebook.ctx = ctx;
  schedule(notebook);
}

function schedule(notebook: Notebook): void {
  if (notebook.timer) return;
  notebook.timer = setTimeout(() => {
    notebook.timer = null;
    if (notebook.ctx) void flushSome(notebook.ctx, notebook);
  }, FLUSH_INTERVAL_MILLIS);
  notebook.timer.unref();
}

/** Writes the oldest notes, and comes back for the rest. */
async function flushSome(ctx: Context, notebook: Notebook): Promise<void> {
  while (notebook.writing) await notebook.writing;
  const count = Math.max(ROWS_PER_FLUSH, Math.ceil(notebook.notes.size * SHARE_PER_FLUSH));
  const taken = new Map<string, Sighting>();
  for (const [deviceId, sighting] of notebook.notes) {
    if (taken.size >= count) break;
    taken.set(deviceId, sighting);
    notebook.notes.delete(deviceId);
  }
  notebook.writing = write(ctx, notebook, taken);
  await notebook.writing;
  if (notebook.notes.size > 0) schedule(notebook);
}

/** Writes all notes now. Call it when the process stops. A failure is logged and the notes are kept for the next try. */
export async function flushLastSeen(ctx: Context): Promise<void> {
  const notebook = getNotebook();
  clearTimeout(notebook.timer ?? undefined);
  notebook.timer = null;
  while (notebook.writing) await notebook.writing;
  if (notebook.notes.size === 0) return;
  const taken = notebook.notes;
  notebook.notes = new Map();
  notebook.writing = write(ctx, notebook, taken);
  await notebook.writing;
}

async function write(ctx: Context, notebook: Notebook, taken: Map<string, Sighting>): Promise<void> {
  try {
    await saveSightings(ctx.db, [...taken.values()]);
  } catch (error) {
    ctx.log.warn({ err: error, devices: taken.size }, "could not write when devices were last seen; trying again");
    notebook.notes = new Map([...taken, ...notebook.notes]);
  } finally {
    notebook.writing = null;
  }
}

function getNotebook(): Notebook {
  return ((globalThis as Shared)[KEY] ??= { ctx: null, notes: new Map(), timer: null, writing: null });
}
