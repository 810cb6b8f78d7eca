import { describe, expect, test } from "vitest";
import {
  currentAction,
  instructionsFor,
  stampOf,
  understandsSkip,
  type OpenAction,
} from "#lib/hawkbit/rules/current-action.ts";

const now = new Date("2026-01-05T09:00:00Z");
const later = new Date("2026-01-05T10:00:00Z");

function anAction(change: Partial<OpenAction> = {}): OpenAction {
  return {
    id: 1,
    kind: "update",
    status: "offered",
    forceType: "forced",
    forcedAt: null,
    weight: null,
    waitingFor: null,
    isCancelRequested: false,
    rolloutStatus: null,
    window: null,
    ...change,
  };
}

describe("whose turn it is", () => {
  const idOf = (...actions: Partial<OpenAction>[]) => currentAction(actions.map(anAction))?.id ?? null;

  test.each<[string, Partial<OpenAction>[], number | null]>([
    ["nothing is open", [], null],
    ["the older of two", [{ id: 7 }, { id: 3 }], 3],
    [
      "the heavier of two",
      [
        { id: 3, weight: 10 },
        { id: 7, weight: 500 },
      ],
      7,
    ],
    ["no weight counts as the highest", [{ id: 3, weight: 999 }, { id: 7 }], 7],
    ["what a paused rollout offered is passed over", [{ id: 3, rolloutStatus: "paused" }, { id: 7 }], 7],
    ["what was begun goes on in a paused rollout", [{ id: 3, rolloutStatus: "paused", status: "installing" }], 3],
    ["a way back goes on in a paused rollout", [{ id: 3, rolloutStatus: "paused", kind: "rollback" }], 3],
    ["what the device closed is only watched", [{ id: 3, rolloutStatus: "running", status: "installed" }], null],
    ["being stopped is a turn too", [{ id: 3, isCancelRequested: true, rolloutStatus: "paused" }], 3],
  ])("%s", (_title, actions, expected) => {
    expect(idOf(...actions)).toBe(expected);
  });
});

describe("what a device is told", () => {
  const open = { isOpen: true, isOver: false, nextStartAt: later };
  const closed = { isOpen: false, isOver: false, nextStartAt: later };

  test.each<[Partial<OpenAction>, object]>([
    [{ forceType: "forced" }, { download: "forced", update: "forced" }],
    [{ forceType: "soft" }, { download: "attempt", update: "attempt" }],
    [
      { forceType: "timeForced", forcedAt: later },
      { download: "attempt", update: "attempt" },
    ],
    [
      { forceType: "timeForced", forcedAt: now },
      { download: "forced", update: "forced" },
    ],
    [
      { forceType: "timeForced", forcedAt: null },
      { download: "attempt", update: "attempt" },
    ],
    [{ forceType: "downloadOnly" }, { download: "forced", update: "skip" }],
    [{ window: open }, { download: "forced", update: "forced", maintenanceWindow: "available" }],
    [{ window: closed }, { download: "forced", update: "skip", maintenanceWindow: "unavailable" }],
    [
      { forceType: "soft", window: closed },
      { download: "attempt", update: "skip", maintenanceWindow: "unavailable" },
    ],
  ])("%j", (change, expected) => {
    expect(instructionsFor(anAction(change), now)).toEqual(expected);
  });

  test("the stamp changes with what is told, and fits a link of any client", () => {
    const stamps = [anAction({ window: open }), anAction({ window: closed }), anAction({ forceType: "soft" })].map(
      (action) => stampOf(action, instructionsFor(action, now)),
    );
    expect(new Set(stamps).size).toBe(3);
    for (const stamp of stamps) expect(Number.isInteger(stamp) && stamp >= 0 && stamp < 2 ** 31).toBe(true);
  });
});

test.each([
  [null, "libcurl-agent/1.0", false],
  [null, "rauc-hawkbit-c-agent/1.0", true],
  [null, null, true],
  [true, "libcurl-agent/1.0", true],
  [false, "rauc-hawkbit-c-agent/1.0", false],
])("set to %s, a client called %s understands skip: %s", (setting, userAgent, expected) => {
  expect(understandsSkip(setting, userAgent)).toBe(expected);
});
