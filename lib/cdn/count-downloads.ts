import { ORIGIN_REGION } from "#lib/cdn/rules/region.ts";
import { toDay } from "#lib/cdn/rules/stats.ts";
import { addServed, type FileDayCounts } from "#lib/cdn/store-stats.ts";
import type { Context } from "#lib/kernel/context.ts";

const FLUSH_INTERVAL_MILLIS = 60_000;
/** A database that stays away must not let the counts grow without end; beyond this new files are not counted. */
const FILES_MAX = 100_000;

/** One answer to somebody who fetched a file from this server itself. */
export interface ServedFile {
  sha256: string;
  fileName: string;
  /** Bytes of the body. */
  bytes: number;
  /** From the first byte on: a part further on belongs to a download that counts already. */
  isFromStart: boolean;
}

interface Notebook {
  /** Of whoever noted last: its database is the one that is open now. */
  ctx: Context | null;
  counts: Map<string, FileDayCounts>;
  timer: NodeJS.Timeout | null;
}

/*
 * Files are sent by code that Next bundled and by code that Node runs: two module graphs in one process. The counts live
 * on globalThis, so that there is one notebook and one timer.
 */
const KEY = Symbol.for("slipway.downloads");
type Shared = typeof globalThis & { [KEY]?: Notebook };

/** An answer to a request for a file, by the names of its headers in lower case. */
export interface SentAnswer {
  method: string;
  /** Of the request. */
  header: (name: string) => string | null;
  status: number;
  /** Of the answer. */
  headers: Readonly<Record<string, string>>;
}

/**
 * Counts an answer if it is somebody's download. What a cache in front of us fetches is none: its own log tells of those
 * that it serves.
 */
export function countAnswer(ctx: Context, file: { sha256: string; name: string }, answer: SentAnswer): void {
  const { method, status, headers, header } = answer;
  if (method !== "GET" || (status !== 200 && status !== 206) || isFromCache(header)) return;
  const isFromStart = status === 200 || (headers["content-range"] ?? "").startsWith("bytes 0-");
  const bytes = Number(headers["content-length"] ?? 0);
  countDownload(ctx, { sha256: file.sha256, fileName: file.name, bytes, isFromStart });
}

/** Networks name themselves in CDN-Loop (RFC 8586), as the configurations of docs/cdn.md do; CloudFront does otherwise. */
function isFromCache(header: SentAnswer["header"]): boolean {
  return header("cdn-loop") !== null || header("user-agent") === "Amazon CloudFront";
}

/** Counts a download. Nothing is written now: the counts of a minute go to the database in one statement. */
export function countDownload(ctx: Context, { sha256, fileName, bytes, isFromStart }: ServedFile): void {
  const notebook = getNotebook();
  const day = toDay(ctx.clock.now());
  const key = `${day}${sha256}${fileName}`;
  let counts = notebook.counts.get(key);
  if (counts === undefined) {
    if (notebook.counts.size >= FILES_MAX) return;
    counts = { sha256, fileName, day, downloads: 0, bytes: 0, hits: 0, misses: 0 };
    notebook.counts.set(key, counts);
  }
  counts.downloads += isFromStart ? 1 : 0;
  counts.bytes += bytes;
  notebook.ctx = ctx;
  schedule(notebook);
}

/** Writes all counts now. Call it when the process stops. A failure is logged and the counts are kept for the next try. */
export async function flushDownloads(ctx: Context): Promise<void> {
  const notebook = getNotebook();
  clearTimeout(notebook.timer ?? undefined);
  notebook.timer = null;
  if (notebook.counts.size === 0) return;
  const taken = notebook.counts;
  notebook.counts = new Map();
  try {
    await addServed(ctx.db, ORIGIN_REGION, { counts: [...taken.values()], at: ctx.clock.now() });
  } catch (error) {
    ctx.log.warn({ err: error, files: taken.size }, "Downloads could not be counted; trying again.");
    giveBack(notebook, taken);
    schedule(notebook);
  }
}

function giveBack(notebook: Notebook, taken: ReadonlyMap<string, FileDayCounts>): void {
  for (const [key, counts] of taken) {
    const since = notebook.counts.get(key);
    if (since) {
      since.downloads += counts.downloads;
      since.bytes += counts.bytes;
    } else {
      notebook.counts.set(key, counts);
    }
  }
}

function schedule(notebook: Notebook): void {
  if (notebook.timer) return;
  notebook.timer = setTimeout(() => {
    notebook.timer = null;
    if (notebook.ctx) void flushDownloads(notebook.ctx);
  }, FLUSH_INTERVAL_MILLIS);
  notebook.timer.unref();
}

function getNotebook(): Notebook {
  return ((globalThis as Shared)[KEY] ??= { ctx: null, counts: new Map(), timer: null });
}
