import type { ActorView } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";

/** An event as callers see it. `at` is RFC 3339. */
export interface EventView {
  seq: number;
  type: EventType;
  at: string;
  subject: { kind: string; id: string };
  rolloutId: string | null;
  productId: string | null;
  actor: ActorView;
  data: Record<string, unknown>;
}

const SHOWN_IN_STREAM = 20;

/** Shortens the long lists of an event, such as the devices of a batch: a live listener wants the count. */
export function shortenForStream(event: EventView): EventView {
  const isLong = (value: unknown) => Array.isArray(value) && value.length > SHOWN_IN_STREAM;
  if (!Object.values(event.data).some(isLong)) return event;
  const data = Object.fromEntries(
    Object.entries(event.data).map(([key, value]) => [
      key,
      isLong(value) ? (value as unknown[]).slice(0, SHOWN_IN_STREAM) : value,
    ]),
  );
  return { ...event, data: { ...data, shortened: true } };
}
