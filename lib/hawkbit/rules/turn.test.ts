import { expect, test } from "vitest";
import type { OpenAction } from "#lib/hawkbit/rules/current-action.ts";
import { turnOf, windowSleepSeconds, type TurnFacts } from "#lib/hawkbit/rules/turn.ts";
import { anOpenAction, CLOSED_WINDOW, NOW, OPEN_WINDOW } from "#lib/hawkbit/testing/open-action.ts";

const facts: TurnFacts = { asksUser: false, understandsSkip: true };
const asking = { ...facts, asksUser: true };
const simple = { ...facts, understandsSkip: false };
const over = { isOpen: false, isOver: true, nextStartAt: null };

test.each<[Partial<OpenAction>, TurnFacts, string]>([
  [{}, facts, "deploy"],
  [{ isCancelRequested: true }, asking, "stop"],
  [{ window: over }, asking, "stop"],
  [{}, asking, "ask"],
  [{ waitingFor: "consent" }, asking, "ask"],
  [{ status: "accepted" }, asking, "deploy"],
  [{ kind: "rollback" }, asking, "deploy"],
  [{ window: CLOSED_WINDOW }, facts, "deploy"],
  [{ window: CLOSED_WINDOW }, simple, "hold"],
  [{ window: OPEN_WINDOW }, simple, "deploy"],
])("of %j, where %j, it is to: %s", (change, where, expected) => {
  expect(turnOf(anOpenAction(change), where)).toBe(expected);
});

test.each([
  [null, null],
  [OPEN_WINDOW, null],
  [over, null],
  // An hour ahead: it asks three times at most before its window opens.
  [CLOSED_WINDOW, 1_200],
  [{ ...CLOSED_WINDOW, nextStartAt: new Date(NOW.getTime() + 6_000) }, 5],
])("with the window %j a device sleeps %s seconds at most", (window, seconds) => {
  expect(windowSleepSeconds({ window }, NOW)).toBe(seconds);
});
