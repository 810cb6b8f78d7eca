import { z } from "zod";
import { isStillAdmitted } from "#lib/access/is-still-admitted.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { eventFilterInput } from "#lib/events/list.ts";
import { readEvents } from "#lib/events/store.ts";
import { shortenForStream, type EventView } from "#lib/events/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { eventHub, type EventHub } from "#lib/live/hub.ts";
import { Outlet } from "#lib/live/outlet.ts";

const KEEP_ALIVE_MILLIS = 15_000;
/** Browsers come back by themselves. Rights are checked again on the way, and with each sign of life. */
const STREAM_MILLIS_MAX = 15 * 60_000;
/** A listener that is still at the past when this much has happened meanwhile comes back for it. */
const BEHIND_EVENTS_MAX = 5_000;
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
  const outlet = new Outlet();
  /** What arrives while the past is still being read. */
  let waiting: EventView[] | null = [];
  const tell = teller(ctx, filter, outlet);
  const { fromSeq, unsubscribe } = await hub.subscribe((events) => {
    if (!waiting) tell(events);
    else if (waiting.length > BEHIND_EVENTS_MAX) outlet.close();
    else waiting.push(...events);
  });
  const keepAlive = setInterval(() => {
    outlet.send(": keep-alive\n\n");
    closeWhenShutOut(ctx, outlet);
  }, KEEP_ALIVE_MILLIS);
  const ending = setTimeout(() => outlet.close(), STREAM_MILLIS_MAX);
  const close = () => outlet.close();
  outlet.onClose = () => {
    clearInterval(keepAlive);
    clearTimeout(ending);
    unsubscribe();
    signal.removeEventListener("abort", close);
  };
  signal.addEventListener("abort", close);

  const begin = async () => {
    outlet.send("retry: 2000\n\n");
    if (resumeAfter !== null) await sendPast(ctx, filter, resumeAfter, fromSeq, outlet);
    const missed = waiting ?? [];
    waiting = null;
    tell(missed);
  };
  const stream = outlet.stream(begin);
  if (signal.aborted) outlet.close();
  return stream;
}

/** Ends the stream of a session or a token that was ended, or whose rights are others by now. */
function closeWhenShutOut(ctx: Context, outlet: Outlet): void {
  isStillAdmitted(ctx)
    .then((isAdmitted) => {
      if (!isAdmitted) outlet.close();
    })
    // Where nobody can say, the way back is where it is asked again.
    .catch(() => outlet.close());
}

/** Hands on what comes in. Of whoever does not reach everything, the database is asked what they may see, in order. */
function teller(ctx: Context, filter: Filter, outlet: Outlet): (events: readonly EventView[]) => void {
  const reach = reachOf(ctx.actor);
  if (!reach) return (events) => sendEvents(outlet, filter, events);
  let earlier = Promise.resolve();
  return (events) => {
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) return;
    const range = { afterSeq: first.seq - 1, beforeSeq: last.seq + 1, reach };
    earlier = earlier
      .then(async () => sendEvents(outlet, filter, await readEvents(ctx.db, range, "oldest", events.length)))
      // The listener comes back for what is missing.
      .catch(() => outlet.close());
  };
}

async function sendPast(
  ctx: Context,
  filter: Filter,
  afterSeq: number,
  untilSeq: number,
  outlet: Outlet,
): Promise<void> {
  let position = afterSeq;
  while (position < untilSeq && outlet.isOpen) {
    const events = await readEvents(
      ctx.db,
      {
        afterSeq: position,
        beforeSeq: untilSeq + 1,
        rolloutId: filter.rollout,
        productId: filter.product,
        subjectId: filter.subject,
        types: filter.types,
        reach: reachOf(ctx.actor),
      },
      "oldest",
      PAGE,
    );
    sendEvents(outlet, filter, events);
    const last = events.at(-1);
    if (!last || events.length < PAGE) return;
    position = last.seq;
    await outlet.room();
  }
}

function sendEvents(outlet: Outlet, filter: Filter, events: readonly EventView[]): void {
  const text = events
    .filter((event) => isWanted(event, filter))
    .map(toMessage)
    .join("");
  if (text) outlet.send(text);
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
