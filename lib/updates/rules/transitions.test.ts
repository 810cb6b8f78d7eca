import { expect, it } from "vitest";
import { shareAt } from "#lib/updates/rules/share.ts";
import {
  applyCommand,
  hasReachedEverybody,
  mayDoWith,
  setPercent,
  type MovableDistribution,
} from "#lib/updates/rules/transitions.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour));
const running: MovableDistribution = {
  percent: 10,
  steps: [
    { percent: 50, at: at(12) },
    { percent: 100, at: at(18) },
  ],
  startsAt: null,
  status: "running",
  pausedAt: null,
};

it("A pause stops the offers, and afterwards the share grows later by as long", () => {
  const paused = applyCommand(running, "pause", at(10));
  expect(shareAt(paused, at(20))).toBe(0);
  const resumed = applyCommand(paused, "resume", at(13));
  expect(shareAt(resumed, at(13))).toBe(10);
  expect(shareAt(resumed, at(15))).toBe(50);
  expect(shareAt(resumed, at(21))).toBe(100);
});

it("A pause before the start leaves the start where it was", () => {
  const scheduled: MovableDistribution = { ...running, status: "scheduled", startsAt: at(11) };
  const paused = applyCommand(scheduled, "pause", at(9));
  expect(applyCommand(paused, "resume", at(10))).toMatchObject({ status: "scheduled", startsAt: at(11) });
  expect(applyCommand(paused, "resume", at(12))).toMatchObject({ status: "running", steps: running.steps });
});

it("A share that is set by hand holds, and goes on growing from there", () => {
  const lowered = setPercent(running, 5, at(13));
  expect(shareAt(lowered, at(13))).toBe(5);
  expect(shareAt(lowered, at(18))).toBe(100);
});

it("Commands go with states", () => {
  expect(mayDoWith("resume", "running")).toBe(false);
  expect(mayDoWith("cancel", "completed")).toBe(false);
  expect(mayDoWith("changePercent", "paused")).toBe(true);
  expect(hasReachedEverybody(running, at(17))).toBe(false);
  expect(hasReachedEverybody(running, at(18))).toBe(true);
});
