import { expect, it } from "vitest";
import { eventGroups } from "#components/events/event-groups.ts";
import { EVENT_TYPES } from "#lib/events/types.ts";

it("puts every type of event under one heading", () => {
  expect(eventGroups.flatMap(({ types }) => types).toSorted()).toEqual(EVENT_TYPES.toSorted());
});
