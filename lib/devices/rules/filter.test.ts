import { describe, expect, it, test } from "vitest";
import { parseInput } from "#lib/kernel/input.ts";
import { deviceFilterInput, narrow } from "#lib/devices/rules/filter.ts";

describe("deviceFilterInput", () => {
  it("takes fleets, tags, devices and a part of their names", () => {
    const deviceIds = ["7f0d1e0a-7c5c-4a5e-9d1a-0b7f1e1c2d3e"];
    const filter = { fleets: ["shops"], tags: ["eu", "beta"], deviceIds, query: "kiosk" };
    expect(parseInput(deviceFilterInput, filter)).toEqual(filter);
  });

  it("takes a query in place of a part of their names", () => {
    const filter = { query: "attribute.hwRevision==2;tag==beta" };
    expect(parseInput(deviceFilterInput, filter)).toEqual(filter);
  });

  test.each([
    [{ query: " " }, /part of the name/],
    [{ query: "tag=beta" }, /query: At character 4, “=”: equality is written ==/],
    [{ fleets: [] }, /at least one fleet/],
    [{ deviceIds: [] }, /at least one device/],
    [{ deviceIds: ["seven"] }, /deviceIds\.0/],
    [{ fleet: "shops" }, /not known here/],
  ])("refuses %j with what would be right", (filter, message) => {
    expect(() => parseInput(deviceFilterInput, filter)).toThrow(message);
  });
});

describe("narrow", () => {
  test.each([
    ["nothing to narrow by", { fleets: ["a"] }, undefined, { fleets: ["a"] }],
    ["an outer one that means all", {}, { tags: ["x"] }, { tags: ["x"] }],
    ["both", { fleets: ["a"] }, { fleets: ["b"] }, { fleets: ["b"], within: [{ fleets: ["a"] }] }],
    [
      "one that was narrowed before",
      { query: "q", within: [{ fleets: ["a"] }] },
      { tags: ["x"], within: [{ fleets: ["c"] }] },
      { tags: ["x"], within: [{ fleets: ["c"] }, { query: "q" }, { fleets: ["a"] }] },
    ],
  ])("with %s means what both mean", (_, outer, filter, expected) => {
    expect(narrow(outer, filter)).toEqual(expected);
    expect(parseInput(deviceFilterInput, expected)).toEqual(expected);
  });
});
