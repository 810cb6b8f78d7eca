import { expect, it } from "vitest";
import { environmentAfter, environmentBefore, moveTo } from "#lib/environments/rules/environment.ts";
import { describeUse } from "#lib/environments/rules/use.ts";

const line = [
  { id: "production", position: 3 },
  { id: "test", position: 1 },
  { id: "staging", position: 2 },
];
const [production, test, staging] = line as [(typeof line)[0], (typeof line)[0], (typeof line)[0]];

it.each([
  ["to the front", ["a", "b", "c"], "c", 1, ["c", "a", "b"]],
  ["to the middle", ["a", "b", "c"], "a", 2, ["b", "a", "c"]],
  ["beyond the end, which is the end", ["a", "b", "c"], "a", 50, ["b", "c", "a"]],
  ["to where it is", ["a", "b", "c"], "b", 2, ["a", "b", "c"]],
  ["into an empty line", [], "a", 1, ["a"]],
])("moves %s", (_title, items, item, position, moved) => {
  expect(moveTo(items, item, position)).toEqual(moved);
});

it("finds the neighbors by place, in whatever order they come", () => {
  expect(environmentBefore(line, production)).toBe(staging);
  expect(environmentBefore(line, test)).toBeNull();
  expect(environmentAfter(line, test)).toBe(staging);
  expect(environmentAfter(line, production)).toBeNull();
});

it("names what keeps an environment in use", () => {
  expect(describeUse({ deployments: [], rollbacks: [], schedules: [], triggers: [] })).toBeNull();
  expect(describeUse({ deployments: [7], rollbacks: [], schedules: [], triggers: [] })).toBe("the deployment #7");
  expect(describeUse({ deployments: [7, 9], rollbacks: [3], schedules: ["nightly"], triggers: ["main"] })).toBe(
    "the deployments #7, #9, and by the rollback plan #3, and by the schedule nightly, and by the CI trigger main",
  );
});
