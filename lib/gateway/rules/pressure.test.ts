import { expect, it } from "vitest";
import { pressureOf, retryAfterSeconds, type Pressure } from "#lib/gateway/rules/pressure.ts";

const calm: Pressure = { stretch: 1, isTooMuch: false };

it.each<[number, Pressure, Pressure]>([
  [0, calm, calm],
  [74, calm, calm],
  [75, calm, { stretch: 2, isTooMuch: false }],
  [50, { stretch: 2, isTooMuch: false }, { stretch: 2, isTooMuch: false }],
  [30, { stretch: 2, isTooMuch: false }, calm],
  [200, calm, { stretch: 4, isTooMuch: false }],
  [120, { stretch: 4, isTooMuch: false }, { stretch: 4, isTooMuch: false }],
  [90, { stretch: 4, isTooMuch: false }, { stretch: 2, isTooMuch: false }],
  [1_000, calm, { stretch: 4, isTooMuch: true }],
  [600, { stretch: 4, isTooMuch: true }, { stretch: 4, isTooMuch: true }],
  [400, { stretch: 4, isTooMuch: true }, { stretch: 4, isTooMuch: false }],
])("a delay of %i ms after %j means %j", (delay, before, after) => {
  expect(pressureOf(delay, before)).toEqual(after);
});

it("spreads those who were sent away", () => {
  expect([0, 0.5, 0.999].map(retryAfterSeconds)).toEqual([15, 37, 59]);
});
