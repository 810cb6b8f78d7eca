import { expect, it } from "vitest";
import { findRed, type Verdict } from "#lib/ci/rules/red-run.ts";

const aRun = (part: Partial<Verdict> & { minute?: number }): Verdict => ({
  ...{ provider: "github", workflow: "Build", branch: "main", runId: "1", attempt: 1, conclusion: "failure" },
  receivedAt: new Date(Date.UTC(2026, 0, 1, 0, part.minute ?? 0)),
  ...part,
});
const green = { conclusion: "success" };

it.each([
  ["another workflow was green later", { ...green, workflow: "Tests", runId: "2", minute: 1 }],
  ["its own workflow was green before", { ...green, runId: "2", minute: -1 }],
  ["its own workflow was green on another branch", { ...green, branch: "dev", runId: "2", minute: 1 }],
  ["another CI system was green later", { ...green, provider: "any", runId: "2", minute: 1 }],
  ["an earlier attempt was green", { ...green, attempt: 1, minute: 1 }],
])("counts although %s", (_, part) => {
  const red = aRun({ attempt: 2 });
  expect(findRed([aRun(part), red])).toBe(red);
});

it.each([
  ["it was run again", { ...green, attempt: 3, minute: -1 }],
  ["its workflow was green later", { ...green, runId: "2", minute: 1 }],
])("counts no longer once %s", (_, part) => {
  expect(findRed([aRun({ attempt: 2 }), aRun(part)])).toBeNull();
});
