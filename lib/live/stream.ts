import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { eventFilterInput } from "#lib/events/list.ts";
import { readEvents } from "#lib/events/store.ts";
import { shortenForStream, type EventView } from "#lib/events/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { eventHub, type EventHub } from "#lib/live/hub.ts";

const KEEP_ALIVE_MILLIS = 15_000;
/** Browsers come back by themselves; the way back is where a person's rights are checked again. */
const STREAM_MILLIS_MAX = 15 * 60_000;
/** A listener this far behind is cut off; it resumes from its last event when it can follow again. */
const QUEUED_CHUNKS_MAX = 1_000;
const PAGE = 500;

export const streamInput = z.strictObject({
  ...eventFilterInput,
  /** For clients that cannot send Last-Event-ID. */
  after: z.coerce.number().int().min(0).optional(),
});

type Filter = z.output<typeof streamInput>;

/**
 * Follows the log as server-sent events. `lastEventId` (or `after`) resumes behind that event without a gap; without
 * it the stream begins now. Ends when the client leaves, falls too far behind, or after a quarter of an hour.
 */
export function streamEvents(ctx: Context, rawInput: unknown, request: StreamRequest): Promise<Response> {
  return streamEventsFrom(eventHub(), ctx, rawInput, request);
}

interface StreamRequest {
  lastEventId: string | null;
  signal: AbortSignal;
}

/** The same from a hub of the caller's own. */
export async function streamEventsFrom(
  hub: EventHub,
  ctx: Context,
  rawInput: unknown,
  request: StreamRequest,
): Promise<Response> {
  requirePermission(ctx.actor, "events:read");
  const filter = parseInput(streamInput, rawInput);
  const resumeAfter = toSeq(request.lastEventId) ?? filter.after ?? null;
  return new Response(await openStream(hub, ctx, filter, resumeAfter, request.signal), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // no-transform keeps compression away, which would hold events back.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

async function openStream(
  hub: EventHub,
  ctx: Context,
  filter: Filter,
  resumeAfter: number | null,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  /** What arrives while the past is still being read. */
  let waiting: EventView[] | null = [];
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let close: () => void = () => undefined;

  const send = (text: string) => {
    if (!controller) return;
    if ((controller.desiredSize ?? 0) < -QUEUED_CHUNKS_MAX) close();
    else controller.enqueue(encoder.encode(text));
  };
  const sendEvents = (events: readonly EventView[]) => {
    const text = events
      .filter((event) => isWanted(event, filter))
      .map(toMessage)
      .join("");
    if (text) send(text);
  };
  const { fromSeq, unsubscribe } = await hub.subscribe((events) => {
    if (waiting) waiting.push(...events);
    else sendEvents(events);
  });
  const keepAlive = setInterval(() => send(": keep-alive\n\n"), KEEP_ALIVE_MILLIS);
  const ending = setTimeout(() => close(), STREAM_MILLIS_MAX);

  close = () => {
    clearInterval(keepAlive);
    clearTimeout(ending);
    unsubscribe();
    signal.removeEventListener("abort", close);
    const open = controller;
    controller = null;
    if (open) closeQuietly(open);
  };

  return new ReadableStream<Uint8Array>({
    start: async (opened) => {
      controller = opened;
      signal.addEventListener("abort", close);
      if (signal.aborted) return close();
      send("retry: 2000\n\n");
      if (resumeAfter !== null) await sendPast(ctx, filter, resumeAfter, fromSeq, sendEvents);
      const missed = waiting ?? [];
      waiting = null;
      sendEvents(missed);
    },
    cancel: () => close(),
  });
}

async function sendPast(
  ctx: Context,
  filter: Filter,
  afterSeq: number,
  untilSeq: number,
  sendEvents: (events: readonly EventView[]) => void,
): Promise<void> {
  let position = afterSeq;
  while (position < untilSeq) {
    const events = await readEvents(
      ctx.db,
      {
        afterSeq: position,
        beforeSeq: untilSeq + 1,
        rolloutId: filter.rollout,
        productId: filter.product,
        subjectId: filter.subject,
        types: filter.types,
      },
      "oldest",
      PAGE,
    );
    sendEvents(events);
    const last = events.at(-1);
    if (!last || events.length < PAGE) return;
    position = last.seq;
  }
}

function isWanted(event: EventView, filter: Filter): boolean {
  return (
    (!filter.rollout || event.rolloutId === filter.rollout) &&
    (!filter.product || event.productId === filter.product) &&
    (!filter.subject || event.subject.id === filter.subject) &&
    (!filter.types || filter.types.length === 0 || filter.types.includes(event.type))
  );
}

function toMessage(event: EventView): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(shortenForStream(event))}\n\n`;
}

function toSeq(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function closeQuietly(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close();
  } catch {
    // The client was faster: the stream is closed already.
  }
}
