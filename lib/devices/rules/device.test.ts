import { expect, test } from "vitest";
import { isOnline } from "#lib/devices/rules/device.ts";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test.each([
  ["never seen", null, 60, false],
  ["seen just now", ago(0), 60, true],
  ["two polls missed", ago(170), 60, true],
  ["three polls missed", ago(181), 60, false],
  ["polling fast and silent for a minute", ago(59), 2, true],
  ["polling fast and silent for longer", ago(61), 2, false],
])("%s", (_name, lastSeenAt, pollSeconds, online) => {
  expect(isOnline(lastSeenAt, pollSeconds, now)).toBe(online);
});
