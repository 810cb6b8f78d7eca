import { describe, expect, it } from "vitest";
import { movedDeadline } from "#lib/rollouts/rules/deadline.ts";

const at = (seconds: number) => new Date(seconds * 1000);
const settings = { deviceTimeoutSeconds: 600 };

describe("The deadline after news of a device", () => {
  it.each([
    ["begins where there was none", null, 0, 600],
    ["stays for a step that takes no time", 600, 0, 600],
    ["stays while it would move by less than a twentieth", 600, 29, 600],
    ["moves for a twentieth", 600, 30, 630],
    ["moves on after a long step", 600, 599, 1199],
    ["moves after it had passed", 600, 700, 1300],
    ["comes back where it was too far", 5000, 10, 610],
  ])("%s", (_what, present, now, deadline) => {
    expect(movedDeadline(present === null ? null : at(present), at(now), settings)).toEqual(at(deadline));
  });
});
