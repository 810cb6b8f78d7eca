import { describe, expect, it } from "vitest";
import { isComplete, modulesFault, type ModuleType, type SetType } from "#lib/hawkbit/rules/sets.ts";

describe("a distribution set", () => {
  it.each<[SetType, ModuleType[], boolean, boolean]>([
    ["os", ["os"], true, true],
    ["os", [], true, false],
    ["os", ["os", "os"], false, true],
    ["os", ["application"], false, false],
    ["app", ["application", "application"], true, true],
    ["app", [], true, false],
    ["app", ["os"], false, false],
    ["os_app", ["os"], true, true],
    ["os_app", ["os", "application"], true, true],
    ["os_app", ["application"], true, false],
  ])("of type %s with %j: fits %s, complete %s", (type, modules, fits, complete) => {
    expect(modulesFault(type, modules) === null).toBe(fits);
    expect(isComplete(type, modules)).toBe(complete);
  });
});
