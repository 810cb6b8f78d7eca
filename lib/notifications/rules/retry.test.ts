import { expect, it } from "vitest";
import { rotated, validSecrets } from "#lib/notifications/rules/channel.ts";
import { nextStepAfter, type Attempt } from "#lib/notifications/rules/outcome.ts";
import { isDead, pausesAfterNext, pauseSecondsAfter } from "#lib/notifications/rules/retry.ts";

const now = new Date("2026-06-01T12:00:00Z");
const refused: Attempt = { outcome: "refused", status: 500, answer: null, error: "It answered 500." };
const DAY = 86_400;

it("pauses grow over more than three days, then it is given up", () => {
  const pauses = Array.from({ length: 20 }, (_, index) => pauseSecondsAfter(index + 1, 0.5)).filter(
    (one) => one !== null,
  );
  expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
  expect(pauses.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(3 * DAY);
  expect(pauseSecondsAfter(pauses.length + 1, 0.5)).toBeNull();
});

it("pauses differ a little, so that what failed together does not come back together", () => {
  expect([pauseSecondsAfter(2, 0), pauseSecondsAfter(2, 1)]).toEqual([270, 330]);
});

it.each<[string, Partial<Attempt>, number, object]>([
  ["what arrived is done", { outcome: "delivered" }, 1, { status: "delivered" }],
  ["what failed comes again", {}, 1, { status: "pending", inSeconds: 5 }],
  ["what cannot succeed is given up", { isFinal: true }, 1, { status: "failed" }],
  ["what nobody wants is given up", { isGone: true }, 1, { status: "failed" }],
  ["patience is given where it is asked for", { retryAfterSeconds: 60 }, 1, { status: "pending", inSeconds: 60 }],
  ["but not for a year", { retryAfterSeconds: 999_999 }, 1, { status: "pending", inSeconds: 21_600 }],
  ["what failed for days is given up", {}, 10, { status: "failed" }],
])("%s", (_title, over, failures, step) => {
  expect(nextStepAfter({ ...refused, ...over }, failures, 0.5)).toEqual(step);
});

it("what is still to come is the rest of the pauses", () => {
  expect(pausesAfterNext(0)).toHaveLength(9);
  expect(pausesAfterNext(1)[0]).toBe(pauseSecondsAfter(2, 0.5));
  expect(pausesAfterNext(9)).toEqual([]);
});

it("nobody is dead who failed for a day", () => {
  expect(isDead(null, now)).toBe(false);
  expect(isDead(new Date(now.getTime() - DAY * 1000), now)).toBe(false);
  expect(isDead(new Date(now.getTime() - 3 * DAY * 1000), now)).toBe(true);
});

it("secrets hold for as long as they were promised to", () => {
  const first = { signing: [{ secret: "one", validUntil: null }] };
  const second = rotated(first, "two", now, 3_600);
  expect(validSecrets(second, now)).toEqual(["two", "one"]);
  expect(validSecrets(second, new Date(now.getTime() + 3_601_000))).toEqual(["two"]);
  // Replacing again never makes an old one hold longer than was said.
  const third = rotated(second, "three", now, 86_400);
  expect(validSecrets(third, new Date(now.getTime() + 3_601_000))).toEqual(["three", "two"]);
  expect(validSecrets(rotated(second, "three", now, 0), now)).toEqual(["three"]);
});
