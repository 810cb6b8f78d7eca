import { expect, it } from "vitest";
import { matchesRun } from "#lib/ci/rules/trigger.ts";

const run = { repository: "acme/gateway", workflow: "Build and publish", branch: "main" };
const pattern = { repository: "acme/gateway", workflow: "", branch: "main" };

it.each([
  ["the branch", {}, {}, true],
  ["another branch", {}, { branch: "dev" }, false],
  ["a branch that only begins so", {}, { branch: "main2" }, false],
  ["a repository in capitals", { repository: "Acme/Gateway" }, {}, true],
  ["another repository", {}, { repository: "eve/gateway" }, false],
  ["the workflow by glob", { workflow: "Build *" }, {}, true],
  ["another workflow", { workflow: "Test" }, {}, false],
  ["branches of one folder", { branch: "release/*" }, { branch: "release/1.2" }, true],
  ["branches of deeper folders", { branch: "release/*" }, { branch: "release/1/2" }, false],
  ["branches of any depth", { branch: "release/**" }, { branch: "release/1/2" }, true],
  ["a glob that is too long", { branch: "x".repeat(300) }, { branch: "x".repeat(300) }, false],
  ["no branch", { branch: "*" }, { branch: "" }, false],
])("%s: %j of %j: %s", (_title, ofPattern, ofRun, matches) => {
  expect(matchesRun({ ...pattern, ...ofPattern }, { ...run, ...ofRun })).toBe(matches);
});
