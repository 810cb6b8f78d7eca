// How is a long list of events told shortly? Runs of the same thing become one line.
import { runVerbs } from "#lib/events/rules/describe.ts";
import type { EventType } from "#lib/events/types.ts";

type GroupableEvent = { seq: number; type: EventType; at: string; data: Record<string, unknown> };

/** One event, or several of one type and batch. `events` keeps the order of the list: the newest first. */
export type EventGroup<E extends GroupableEvent> = { key: number; type: EventType; events: [E, ...E[]] };

// Reports of a batch come interleaved: accepted, installed, healthy, accepted … So a run may be broken by its like.
const RUN_SPAN_MS = 5 * 60_000;

/**
 * Gathers runs. What matters by itself (a pause, a batch) ends all runs, so that the story keeps its order. The key is
 * the oldest event's number, which stays the same while a run grows at its newer end.
 */
export function groupEvents<E extends GroupableEvent>(newestFirst: readonly E[]): EventGroup<E>[] {
  const groups: EventGroup<E>[] = [];
  const open = new Map<string, EventGroup<E>>();
  for (const event of newestFirst) {
    const run = runOf(event);
    if (run === undefined) open.clear();
    const group = run === undefined ? undefined : open.get(run);
    if (group && Date.parse(group.events[0].at) - Date.parse(event.at) <= RUN_SPAN_MS) {
      group.events.push(event);
      group.key = event.seq;
    } else {
      const fresh: EventGroup<E> = { key: event.seq, type: event.type, events: [event] };
      groups.push(fresh);
      if (run !== undefined) open.set(run, fresh);
    }
  }
  return groups;
}

function runOf(event: GroupableEvent): string | undefined {
  if (!(event.type in runVerbs)) return undefined;
  return JSON.stringify([event.type, event.data.batchIndex, event.data.reason]);
}
