import type { LiveEvent } from "#components/live/connection.ts";

/** What of the address is a filter of the log. */
export const EVENT_FILTERS = [
  "types",
  "subject",
  "subjectKind",
  "product",
  "rollout",
  "actor",
  "actorKind",
  "from",
  "to",
  "text",
] as const;

export type EventFilter = Partial<Record<(typeof EVENT_FILTERS)[number], string>>;

/** Says whether an event that came now would stand in the filtered log. */
export function fits(event: LiveEvent, filter: EventFilter): boolean {
  // What comes now is not before a time; and what a text stands in, only the server knows.
  if (filter.to !== undefined || filter.text !== undefined) return false;
  const asked = [
    [filter.subject, event.subject.id],
    [filter.subjectKind, event.subject.kind],
    [filter.product, event.productId],
    [filter.rollout, event.rolloutId],
    [filter.actorKind, event.actor.kind],
  ];
  return asked.every(([wanted, there]) => !wanted || wanted === there) && isOneOf(event, filter) && isBy(event, filter);
}

function isOneOf({ type }: LiveEvent, { types }: EventFilter): boolean {
  return !types || types.split(",").includes(type);
}

function isBy({ actor: { id, name } }: LiveEvent, { actor }: EventFilter): boolean {
  return !actor || id === actor || name?.toLowerCase() === actor.toLowerCase();
}
