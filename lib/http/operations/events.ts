import { z } from "zod";
import { listEvents, listEventsInput } from "#lib/events/list.ts";
import { streamEvents, streamInput } from "#lib/live/stream.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { eventShape, pageOf } from "#lib/http/shapes.ts";

export const listEventsOperation = defineOperation({
  id: "listEvents",
  method: "GET",
  path: "/api/v1/events",
  tag: "Events",
  summary: "Page through the event log",
  description: "With `after` the oldest come first, to follow the log; without it the newest come first.",
  auth: "user",
  query: listEventsInput,
  response: pageOf(eventShape),
  run: listEvents,
});

export const streamEventsOperation = defineOperation({
  id: "streamEvents",
  method: "GET",
  path: "/api/v1/events/stream",
  tag: "Events",
  summary: "Follow the event log live (server-sent events)",
  description: "`Last-Event-ID`, or `after`, resumes without a gap. Long lists in `data` are shortened here.",
  auth: "user",
  query: streamInput,
  response: z.string(),
  produces: "text/event-stream",
  run: (ctx, input, request) =>
    streamEvents(ctx, input, { lastEventId: request.headers.get("last-event-id"), signal: request.signal }),
});

export const eventsOperations = [listEventsOperation, streamEventsOperation];
