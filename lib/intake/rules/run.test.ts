import { expect, it } from "vitest";
import { isRunBody, readRun, readWorkflowRun, type RunReport } from "#lib/intake/rules/run.ts";
import { readSample } from "#lib/intake/testing/read-sample.ts";
import { parseJson } from "#lib/kernel/json.ts";

type Body = Record<string, unknown> & { workflow_run: Record<string, unknown> };

const sample = (name: string) => parseJson(Buffer.from(readSample(name).body)) as Body;
const changed = (part: Record<string, unknown>, rest: Record<string, unknown> = {}): RunReport | string => {
  const body = sample("github-workflow-run-success");
  return readWorkflowRun({ ...body, ...rest, workflow_run: { ...body.workflow_run, ...part } });
};

it("reads GitHub's samples", () => {
  expect(readWorkflowRun(sample("github-workflow-run-success"))).toEqual({
    provider: "github",
    repository: "acme/gateway",
    workflow: "Build and publish",
    runId: "19377041226",
    attempt: 1,
    branch: "main",
    commit: "9f2c1e7a5b3d4c60817f2ae6d0b94c35e1f8a702",
    conclusion: "success",
    url: "https://github.com/acme/gateway/actions/runs/19377041226",
    objection: null,
  });
  expect(readWorkflowRun(sample("github-workflow-run-failure"))).toMatchObject({ attempt: 2, conclusion: "failure" });
});

it.each([
  ["success", "success"],
  ["timed_out", "failure"],
  ["startup_failure", "failure"],
  ["action_required", "other"],
  ["skipped", "other"],
  ["cancelled", "cancelled"],
  [null, "other"],
  ["toString", "other"],
])("takes the conclusion %s for %s", (conclusion, taken) => {
  expect(changed({ conclusion })).toMatchObject({ conclusion: taken });
});

it.each([
  ["requested, though it brings a conclusion", { status: "completed", conclusion: "success" }, "requested", "queued"],
  ["in progress", { status: "in_progress", conclusion: null }, "in_progress", "inProgress"],
])("does not take for over what is %s", (_title, part, action, conclusion) => {
  expect(changed(part, { action })).toMatchObject({ conclusion });
});

it.each([
  ["a fork that calls its branch main", { head_repository: { full_name: "eve/gateway" } }, /^fork/],
  ["a fork that was deleted", { head_repository: null }, /^fork/],
  ["a pull request", { event: "pull_request" }, /^untrusted-event/],
  ["an event that nobody knows", { event: undefined }, /^untrusted-event/],
])("objects to %s", (_title, part, objection) => {
  expect(changed(part)).toMatchObject({ objection: expect.stringMatching(objection) as string });
});

it("names a workflow without a name by its file, without the reference behind it", () => {
  expect(changed({ name: "", path: ".github/workflows/x.yml@refs/heads/main" }, { workflow: null })).toMatchObject({
    workflow: ".github/workflows/x.yml",
  });
});

it.each([
  ["the commit is none", { head_sha: "main; rm -rf /" }],
  ["the run has no number", { id: "x" }],
  ["the run's number is too large to be exact", { id: 2 ** 60 }],
])("says so when %s", (_title, part) => {
  expect(changed(part)).toMatch(/^invalid-run/);
});

it("drops what is no link, and odd counts of attempts", () => {
  expect(changed({ html_url: "javascript:alert(1)", run_attempt: -1 })).toMatchObject({ url: null, attempt: 1 });
});

const plain = {
  repository: "acme/app",
  workflow: "build",
  runId: 7,
  branch: "main",
  commit: "ABCDEF0",
  conclusion: "passed",
};

it("reads the body of any other CI system", () => {
  expect(isRunBody(plain)).toBe(true);
  expect(readRun(plain)).toMatchObject({
    provider: "any",
    runId: "7",
    commit: "abcdef0",
    conclusion: "success",
    attempt: 1,
    objection: null,
  });
  expect(readRun({ ...plain, commit: "HEAD" })).toMatch(/^invalid-run/);
  expect(readRun({ ...plain, conclusion: "great" })).toMatchObject({ conclusion: "other" });
});

it.each([{ ...plain, runId: undefined }, { ...plain, repository: 7 }, [], null, "x"])("takes %j for no run", (body) => {
  expect(isRunBody(body)).toBe(false);
});
