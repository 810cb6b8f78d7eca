import { expect, it } from "vitest";
import { fits, type EventFilter } from "#components/events/event-filter.ts";
import type { LiveEvent } from "#components/live/connection.ts";

const event: LiveEvent = {
  seq: 7,
  type: "rollout_paused",
  at: "2026-03-01T00:00:00.000Z",
  subject: { kind: "rollout", id: "r1" },
  rolloutId: "r1",
  productId: "p1",
  actor: { kind: "user", id: "u1", name: "Ada" },
  data: {},
};

it.each<[string, EventFilter, boolean]>([
  ["no filter", {}, true],
  ["one of its types", { types: "rollout_paused,rollout_resumed" }, true],
  ["other types", { types: "rollout_resumed" }, false],
  ["its subject", { subject: "r1", subjectKind: "rollout" }, true],
  ["another kind of subject", { subjectKind: "device" }, false],
  ["its product", { product: "p1" }, true],
  ["another rollout", { rollout: "r2" }, false],
  ["its actor by id", { actor: "u1" }, true],
  ["its actor by name, in any case", { actor: "ADA" }, true],
  ["another actor", { actor: "Eve" }, false],
  ["a kind of actor", { actorKind: "system" }, false],
  ["a time that has begun", { from: "2026-01-01T00:00:00.000Z" }, true],
  ["a time that is over", { to: "2026-12-01T00:00:00.000Z" }, false],
  ["a text, which only the server finds", { text: "noisy" }, false],
])("says whether an event fits %s", (_name, filter, fitting) => {
  expect(fits(event, filter)).toBe(fitting);
});
