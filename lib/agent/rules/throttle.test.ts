import { expect, it } from "vitest";
import { isWorthReporting } from "#lib/agent/rules/throttle.ts";

const last = { percent: 10, message: null, atMillis: 1_000 };

it.each([
  ["the first word", null, 10, 0, true],
  ["a change at once", last, 11, 2_000, false],
  ["a change after five seconds", last, 11, 6_000, true],
  ["nothing new after five seconds", last, 10, 6_000, false],
  ["nothing new after a minute", last, 10, 61_000, true],
])("decides on %s", (_name, reported, percent, now, isWorth) => {
  expect(isWorthReporting(reported, { percent, message: null }, now)).toBe(isWorth);
});
