import { expect, it } from "vitest";
import { findViolations, isWithin } from "#lib/deployments/rules/ranges.ts";

const needs = [{ product: "app", dependsOn: "api", range: "^2.1.0" }];
const map = (record: Record<string, string>) => new Map(Object.entries(record));

it.each([
  ["both come and fit", { app: "1.0.0", api: "2.3.0" }, {}, []],
  ["the needed one runs already", { app: "1.0.0" }, { api: "2.1.0" }, []],
  [
    "the needed one is too old",
    { app: "1.0.0" },
    { api: "2.0.9" },
    ["app 1.0.0 needs api ^2.1.0, but 2.0.9 runs there."],
  ],
  ["the needed one is missing", { app: "1.0.0" }, {}, ["app 1.0.0 needs api ^2.1.0, but none runs there."]],
  [
    "the needed one comes too new for who stays",
    { api: "3.0.0" },
    { app: "1.0.0", api: "2.1.0" },
    ["app 1.0.0 needs api ^2.1.0, but 3.0.0 would come."],
  ],
  ["who needs it does not run there", { api: "3.0.0" }, {}, []],
  ["what was wrong before is not touched", { other: "1.0.0" }, { app: "1.0.0", api: "1.0.0" }, []],
  ["one comes that puts right what runs", { api: "2.1.0" }, { app: "1.0.0", api: "1.0.0" }, []],
])("when %s", (_title, coming, running, messages) => {
  expect(findViolations(needs, map(coming), map(running)).map(({ message }) => message)).toEqual(messages);
});

it("takes a prerelease for what lies at its number", () => {
  expect(isWithin("2.2.0-rc.1", "^2.1.0")).toBe(true);
  expect(isWithin("3.0.0-rc.1", "^2.1.0")).toBe(false);
});
