import { describe, expect, test } from "vitest";
import {
  currentAction,
  hasEnded,
  instructionsFor,
  isHandedOut,
  stampOf,
  understandsSkip,
  type OpenAction,
} from "#lib/hawkbit/rules/current-action.ts";
import { anOpenAction, CLOSED_WINDOW, LATER, NOW, OPEN_WINDOW } from "#lib/hawkbit/testing/open-action.ts";

describe("whose turn it is", () => {
  const idOf = (...actions: Partial<OpenAction>[]) => currentAction(actions.map(anOpenAction))?.id ?? null;

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

test.each<[Partial<OpenAction>, boolean, boolean, boolean]>([
  [{}, false, false, true],
  [{ rolloutStatus: "paused" }, false, false, false],
  [{ rolloutStatus: "paused", status: "downloading" }, false, false, true],
  [{ waitingFor: "consent" }, false, false, false],
  [{ isCancelRequested: true }, false, false, false],
  [{ status: "installed" }, false, true, true],
  [{ status: "healthy", rolloutStatus: "completed" }, true, true, true],
  [{ status: "cancelled" }, true, true, false],
])("%j, closed: %s, has ended: %s, and is handed out: %s", (change, isClosed, ended, handedOut) => {
  const action = { ...anOpenAction(change), isClosed };
  expect(hasEnded(action)).toBe(ended);
  expect(isHandedOut(action)).toBe(handedOut);
});

describe("what a device is told", () => {
  test.each<[Partial<OpenAction>, object]>([
    [{ forceType: "forced" }, { download: "forced", update: "forced" }],
    [{ forceType: "soft" }, { download: "attempt", update: "attempt" }],
    [
      { forceType: "timeForced", forcedAt: LATER },
      { download: "attempt", update: "attempt" },
    ],
    [
      { forceType: "timeForced", forcedAt: NOW },
      { download: "forced", update: "forced" },
    ],
    [
      { forceType: "timeForced", forcedAt: null },
      { download: "attempt", update: "attempt" },
    ],
    [{ forceType: "downloadOnly" }, { download: "forced", update: "skip" }],
    [{ window: OPEN_WINDOW }, { download: "forced", update: "forced", maintenanceWindow: "available" }],
    [{ window: CLOSED_WINDOW }, { download: "forced", update: "skip", maintenanceWindow: "unavailable" }],
    [
      { forceType: "soft", window: CLOSED_WINDOW },
      { download: "attempt", update: "skip", maintenanceWindow: "unavailable" },
    ],
  ])("%j", (change, expected) => {
    expect(instructionsFor(anOpenAction(change), NOW)).toEqual(expected);
  });

  test("the stamp changes with what is told, and fits a link of any client", () => {
    const stamps = [
      anOpenAction({ window: OPEN_WINDOW }),
      anOpenAction({ window: CLOSED_WINDOW }),
      anOpenAction({ forceType: "soft" }),
    ].map((action) => stampOf(action, instructionsFor(action, NOW)));
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
