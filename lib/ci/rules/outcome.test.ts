import { expect, it } from "vitest";
import { addResults, deploymentsOf, isDone, isEarly, nextLook, type RunResult } from "#lib/ci/rules/outcome.ts";

const now = new Date("2026-11-20T12:00:00Z");
const result = (triggerId: string, did: RunResult["did"], id: string | null = null): RunResult => ({
  triggerId,
  trigger: triggerId,
  did,
  deployment: id === null ? null : { id, number: 1 },
  reason: null,
});
const none = { results: [], reason: null };

it("replaces what only waited, and keeps what is for good", () => {
  const waiting = addResults(none, [result("a", "waits"), result("b", "started", "d1")]);
  expect(isDone(waiting, "a")).toBe(false);
  expect(isDone(waiting, "b")).toBe(true);
  expect(nextLook(waiting, now)).toEqual(new Date("2026-11-20T12:00:20Z"));
  const settled = addResults(waiting, [result("a", "nothing")]);
  expect(settled.results.map(({ triggerId, did }) => `${triggerId} ${did}`)).toEqual(["b started", "a nothing"]);
  expect(nextLook(settled, now)).toBeNull();
});

it("names each deployment once, and those that were only looked at not at all", () => {
  const outcome = {
    results: [result("a", "paused", "d1"), result("b", "paused", "d1"), result("c", "nothing", "d2")],
    reason: null,
  };
  expect(deploymentsOf(outcome)).toEqual(["d1"]);
});

it("waits an hour for a build", () => {
  expect(isEarly(new Date("2026-11-20T11:00:01Z"), now)).toBe(true);
  expect(isEarly(new Date("2026-11-20T11:00:00Z"), now)).toBe(false);
});
