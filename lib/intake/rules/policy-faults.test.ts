import { describe, expect, test } from "vitest";
import { policyFaults, type PolicyToCheck } from "#lib/intake/rules/policy-faults.ts";

const now = new Date("2026-11-15T12:00:00Z");
const sound: PolicyToCheck = {
  imagePattern: "acme/*",
  tagRule: null,
  updateStrategy: "staged",
  maintenanceWindow: null,
};
const night = { start: "22:00", end: "04:00", timeZone: "Europe/Berlin" };

describe("impossible policies", () => {
  test.each<[string, Partial<PolicyToCheck>, string[]]>([
    ["a sound one", {}, []],
    ["scheduled with a window", { updateStrategy: "scheduled", maintenanceWindow: night }, []],
    ["scheduled without a window", { updateStrategy: "scheduled" }, ["maintenanceWindow"]],
    ["a pattern that cannot match", { imagePattern: "acme//x" }, ["imagePattern"]],
    ["an empty range", { tagRule: { kind: "semver", value: ">2 <1" } }, ["tagRule.value"]],
    [
      "everything at once",
      { imagePattern: "a b", tagRule: { kind: "regex", value: "(" }, updateStrategy: "scheduled" },
      ["imagePattern", "tagRule.value", "maintenanceWindow"],
    ],
  ])("%s", (_, part, paths) => {
    expect(policyFaults({ ...sound, ...part }, now).map((item) => item.path)).toEqual(paths);
  });
});
