import type { Context } from "#lib/kernel/context.ts";
import { insertTold, type Told } from "#lib/updates/store-notifications.ts";
import { mayBringName } from "#lib/updates/strangers.ts";

const FLUSH_INTERVAL_MILLIS = 1_000;
const ROWS_PER_STATEMENT = 1_000;
/** A database that stays away must not let the notes grow without end; beyond this the oldest are forgotten. */
const NOTES_MAX = 200_000;
/** Who asks again is told again, which is no news. */
const KNOWN_MAX = 200_000;

interface Notebook {
  /** Of whoever noted last: its database is the one that is open now. */
  ctx: Context | null;
  notes: Map<string, Told>;
  known: Set<string>;
  timer: NodeJS.Timeout | null;
  writing: Promise<void>;
}

/* As with lib/devices/last-seen.ts: two module graphs in one process, and one notebook for both. */
const KEY = Symbol.for("slipway.told");
type Shared = typeof globalThis & { [KEY]?: Notebook };

/** Tells the address that a client asks from; asked for only where it matters. */
export type FindAddress = () => string | null;

/**
 * Notes that a client was told of a version. All notes of a second are written together; no answer waits for that. Of
 * clients without a token no more are noted than an address may have.
 */
export function noteTold(ctx: Context, told: Told, findAddress: FindAddress): void {
  const notebook = getNotebook();
  const key = `${told.versionId} ${told.clientId}`;
  if (notebook.known.has(key)) return;
  const isStranger = ctx.config.rateLimits && ctx.actor.kind === "anonymous";
  if (isStranger && !mayBringName(findAddress(), told.at)) return;
  if (notebook.known.size >= KNOWN_MAX) notebook.known.clear();
  notebook.known.add(key);
  notebook.notes.set(key, told);
  if (notebook.notes.size > NOTES_MAX) notebook.notes.delete(notebook.notes.keys().next().value ?? "");
  notebook.ctx = ctx;
  schedule(notebook);
}

/** Writes what was noted. Call it when the process stops, and before counting what was told. */
export async function flushTold(ctx: Context): Promise<void> {
  const notebook = getNotebook();
  notebook.ctx = ctx;
  clearTimeout(notebook.timer ?? undefined);
  notebook.timer = null;
  await writeOn(notebook);
}

function schedule(notebook: Notebook): void {
  if (notebook.timer) return;
  notebook.timer = setTimeout(() => {
    notebook.timer = null;
    void writeOn(notebook);
  }, FLUSH_INTERVAL_MILLIS);
  notebook.timer.unref();
}

function writeOn(notebook: Notebook): Promise<void> {
  notebook.writing = notebook.writing.then(() => write(notebook));
  return notebook.writing;
}

async function write(notebook: Notebook): Promise<void> {
  const { ctx, notes } = notebook;
  if (ctx === null || notes.size === 0) return;
  notebook.notes = new Map();
  const entries = [...notes];
  for (let start = 0; start < entries.length; start += ROWS_PER_STATEMENT) {
    const group = entries.slice(start, start + ROWS_PER_STATEMENT);
    try {
      await insertTold(
        ctx.db,
        group.map(([, told]) => told),
      );
    } catch (error) {
      ctx.log.warn({ err: error, clients: entries.length - start }, "could not note who was told; trying again");
      notebook.notes = new Map([...entries.slice(start), ...notebook.notes]);
      schedule(notebook);
      return;
    }
  }
}

function getNotebook(): Notebook {
  return ((globalThis as Shared)[KEY] ??= {
    ctx: null,
    notes: new Map(),
    known: new Set(),
    timer: null,
    writing: Promise.resolve(),
  });
}
