import { textAt, valueAt } from "#lib/registries/rules/field.ts";

// What does a CI system say about one of its runs?

export const RUN_CONCLUSIONS = ["queued", "inProgress", "success", "failure", "cancelled", "other"] as const;
export type RunConclusion = (typeof RUN_CONCLUSIONS)[number];

export const RUN_PROVIDERS = ["github", "any"] as const;
export type RunProvider = (typeof RUN_PROVIDERS)[number];

export interface RunReport {
  provider: RunProvider;
  /** owner/name, as the CI system calls it */
  repository: string;
  /** The workflow's name, or the path of its file where it has none. */
  workflow: string;
  runId: string;
  /** From 1: a run that is started again keeps its id. */
  attempt: number;
  branch: string;
  commit: string;
  conclusion: RunConclusion;
  /** For people; never called. */
  url: string | null;
  /** Why it may start nothing, though it is authentic; null when it may. */
  objection: string | null;
}

const TEXT_LENGTH_MAX = 255;
const URL_LENGTH_MAX = 2_000;

/** Reads an event workflow_run of GitHub. Text means that it is none that can be used, and why. */
export function readWorkflowRun(body: unknown): RunReport | string {
  const repository = textAt(body, "repository", "full_name");
  const runId = numberText(valueAt(body, "workflow_run", "id"));
  const commit = textAt(body, "workflow_run", "head_sha");
  if (repository === null || runId === null || commit === null || !isCommit(commit)) {
    return "invalid-run: the body names no repository, run or commit.";
  }
  return {
    provider: "github",
    repository: clip(repository),
    workflow: clip(workflowName(body)),
    runId,
    attempt: attemptOf(valueAt(body, "workflow_run", "run_attempt")),
    branch: clip(textAt(body, "workflow_run", "head_branch") ?? ""),
    commit: commit.toLowerCase(),
    conclusion: githubConclusion(body),
    url: linkOf(textAt(body, "workflow_run", "html_url")),
    objection: objectionOf(body, repository),
  };
}

/** Says whether a body is that of a CI system that calls an address of its own. */
export function isRunBody(body: unknown): boolean {
  return ["repository", "commit", "conclusion"].every((name) => textAt(body, name) !== null) && hasRunId(body);
}

/** Reads {repository, workflow, runId, attempt?, branch, commit, conclusion, url?}. */
export function readRun(body: unknown): RunReport | string {
  const commit = textAt(body, "commit") ?? "";
  if (!isCommit(commit)) return "invalid-run: the commit is not 7 to 64 hexadecimal digits.";
  return {
    provider: "any",
    repository: clip(textAt(body, "repository") ?? ""),
    workflow: clip(textAt(body, "workflow") ?? ""),
    runId: clip(textAt(body, "runId") ?? numberText(valueAt(body, "runId")) ?? ""),
    attempt: attemptOf(valueAt(body, "attempt")),
    branch: clip(textAt(body, "branch") ?? ""),
    commit: commit.toLowerCase(),
    conclusion: conclusionOf(textAt(body, "conclusion")),
    url: linkOf(textAt(body, "url")),
    objection: null,
  };
}

function hasRunId(body: unknown): boolean {
  return textAt(body, "runId") !== null || numberText(valueAt(body, "runId")) !== null;
}

/** Names may be empty; the file's path is there always, with a reference behind an @ at times. */
function workflowName(body: unknown): string {
  const path = textAt(body, "workflow_run", "path") ?? textAt(body, "workflow", "path");
  return textAt(body, "workflow_run", "name") ?? textAt(body, "workflow", "name") ?? path?.split("@")[0] ?? "";
}

/** An event that needs write access to the repository; a pull request of a stranger needs none. */
const TRUSTED_EVENTS: ReadonlySet<string> = new Set(["push", "workflow_dispatch", "schedule", "release"]);

/** A fork can name its branch main, so its runs say nothing about what was built here. */
function objectionOf(body: unknown, repository: string): string | null {
  const event = textAt(body, "workflow_run", "event") ?? "";
  if (!TRUSTED_EVENTS.has(event))
    return `untrusted-event: a run of ${clip(event) || "an unknown event"} starts nothing.`;
  const head = textAt(body, "workflow_run", "head_repository", "full_name");
  if (head?.toLowerCase() !== repository.toLowerCase()) return "fork: the run is of another repository's commit.";
  return null;
}

/** All three are looked at: `requested` can come with a conclusion already. */
function githubConclusion(body: unknown): RunConclusion {
  const status = textAt(body, "workflow_run", "status");
  if (textAt(body, "action") === "completed") return conclusionOf(textAt(body, "workflow_run", "conclusion"));
  return status === "in_progress" ? "inProgress" : "queued";
}

const CONCLUSIONS: Readonly<Record<string, RunConclusion>> = {
  success: "success",
  succeeded: "success",
  passed: "success",
  failure: "failure",
  failed: "failure",
  timed_out: "failure",
  startup_failure: "failure",
  cancelled: "cancelled",
  canceled: "cancelled",
  queued: "queued",
  pending: "queued",
  in_progress: "inProgress",
  inprogress: "inProgress",
  running: "inProgress",
};

/** What nobody knows is no success. */
function conclusionOf(text: string | null): RunConclusion {
  const word = text?.toLowerCase() ?? "";
  return Object.hasOwn(CONCLUSIONS, word) ? (CONCLUSIONS[word] ?? "other") : "other";
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text);
}

const ATTEMPT_MAX = 2_147_483_647;

function attemptOf(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= ATTEMPT_MAX ? value : 1;
}

function numberText(value: unknown): string | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : null;
}

function linkOf(url: string | null): string | null {
  return url !== null && url.length <= URL_LENGTH_MAX && /^https?:\/\/[^/]/i.test(url) ? url : null;
}

/** Cutting may leave half a surrogate pair, which no database can store. */
function clip(text: string): string {
  return text.slice(0, TEXT_LENGTH_MAX).toWellFormed();
}
