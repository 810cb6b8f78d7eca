/*
 * Where a span begins and ends. Without a collector nothing is loaded and nothing is noted: each place costs one look at a
 * global. What notes spans (tracing-sdk.ts) lies on globalThis, because Next and Node load this file apart.
 */

export type SpanFacts = Record<string, string | number | boolean>;

/** What the work in a span may say of it. */
export interface SpanNotes {
  note(facts: SpanFacts): void;
  /** It went wrong, in a word that holds no secret. */
  fail(reason: string): void;
}

export interface SpanWish {
  /** Few different ones: a route's template, never its address. */
  name: string;
  kind: "server" | "client" | "internal";
  facts?: SpanFacts;
  /** The caller's traceparent header, where there is a caller. */
  traceparent?: string | null;
}

export interface OpenSpan extends SpanNotes {
  /** Runs work whose spans belong below this one. */
  run<Result>(work: () => Result): Result;
  end(): void;
}

export interface Tracing {
  open(wish: SpanWish): OpenSpan;
  /** Whether something is being traced here. */
  isInside(): boolean;
  /** The traceparent header for a call that is made here; null outside of all spans. */
  traceparent(): string | null;
  stop(): Promise<void>;
}

const KEY = Symbol.for("slipway.tracing");
type Shared = typeof globalThis & { [KEY]?: Tracing | undefined };

export function shareTracing(tracing: Tracing | undefined): void {
  (globalThis as Shared)[KEY] = tracing;
}

const NO_NOTES: SpanNotes = { note: () => undefined, fail: () => undefined };

/** Does work in a span. What it throws is thrown on, and noted by the name of the error alone. */
export async function inSpan<Result>(wish: SpanWish, work: (span: SpanNotes) => Promise<Result>): Promise<Result> {
  const tracing = (globalThis as Shared)[KEY];
  if (!tracing) return work(NO_NOTES);
  const span = tracing.open(wish);
  try {
    return await span.run(() => work(span));
  } catch (error) {
    span.fail(error instanceof Error ? error.name : "unknown");
    throw error;
  } finally {
    span.end();
  }
}

/** The same, where it belongs to something larger; alone it would tell nobody anything. */
export async function inInnerSpan<Result>(wish: SpanWish, work: (span: SpanNotes) => Promise<Result>): Promise<Result> {
  return (globalThis as Shared)[KEY]?.isInside() ? inSpan(wish, work) : work(NO_NOTES);
}

/** Opens a span that ends elsewhere; null where nothing is traced. */
export function openSpan(wish: SpanWish): OpenSpan | null {
  return (globalThis as Shared)[KEY]?.open(wish) ?? null;
}

/** The headers by which whoever is called can go on with the trace. */
export function traceHeaders(): Record<string, string> {
  const traceparent = (globalThis as Shared)[KEY]?.traceparent() ?? null;
  return traceparent === null ? {} : { traceparent };
}

/** Sends what is left to send. */
export async function stopTracing(): Promise<void> {
  const tracing = (globalThis as Shared)[KEY];
  shareTracing(undefined);
  await tracing?.stop();
}
