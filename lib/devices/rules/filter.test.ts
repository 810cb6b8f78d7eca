import { describe, expect, it, test } from "vitest";
import { parseInput } from "#lib/kernel/input.ts";
import { deviceFilterInput, isUnfiltered } from "#lib/devices/rules/filter.ts";

describe("deviceFilterInput", () => {
  it("takes fleets, tags and devices", () => {
    const filter = { fleets: ["shops"], tags: ["eu", "beta"], deviceIds: ["7f0d1e0a-7c5c-4a5e-9d1a-0b7f1e1c2d3e"] };
    expect(parseInput(deviceFilterInput, filter)).toEqual(filter);
  });

  test.each([
    [{ query: "tag:eu" }, /query is not offered/],
    [{ fleets: [] }, /at least one fleet/],
    [{ deviceIds: [] }, /at least one device/],
    [{ deviceIds: ["seven"] }, /deviceIds\.0/],
    [{ fleet: "shops" }, /not known here/],
  ])("refuses %j with what would be right", (filter, message) => {
    expect(() => parseInput(deviceFilterInput, filter)).toThrow(message);
  });
});

describe("isUnfiltered", () => {
  it("holds where nothing is demanded", () => {
    expect(isUnfiltered({})).toBe(true);
    expect(isUnfiltered({ tags: [] })).toBe(true);
    expect(isUnfiltered({ fleets: ["shops"] })).toBe(false);
  });
});
