import { guardedFetch, type OutboundOutcome } from "#lib/outbound/guarded-fetch.ts";
import type { StageCall, StageKindHandler } from "#lib/stage-kinds/call.ts";
import { judgeAnswer, pickValue, type Answer, type Miss, type Show } from "#lib/stage-kinds/rules/assertions.ts";
import { fill, fillDeep, MissingValue, spellings, type Saved } from "#lib/stage-kinds/rules/fill.ts";
import { excerpt, hideSecrets } from "#lib/stage-kinds/rules/hide.ts";
import type { SmokeAssertions, StageConfig } from "#lib/templates/rules/stage-kinds.ts";

type Step = StageConfig<"smokeTest">["steps"][number];

interface StepResult {
  name: string;
  ok: boolean;
  status: number | null;
  millis: number | null;
  /** What was expected and what came, where it failed. */
  misses: string[];
}

/** Short values are no secrets, and hiding every "1" would hide the rest with them. */
const SECRET_LENGTH_MIN = 8;
const SHOWN_LENGTH_MAX = 120;

/**
 * Goes through HTTP steps as a user would, each with its expectations; the first that misses one ends it. Steps are gone
 * through from the beginning whenever the stage is asked, since what earlier ones saved is kept nowhere.
 */
export const smokeTestStage: StageKindHandler<"smokeTest"> = {
  async run(call) {
    const results: StepResult[] = [];
    const saved: Record<string, string | number | boolean> = {};
    for (const { name, ...rest } of call.config.steps) {
      const step = { ...rest, name: hideSecrets(name, call.secrets) };
      const result = await tryStep(call, step, saved);
      results.push(result);
      if (result.ok) continue;
      const reason = `${step.name}: ${result.misses.join("; ")}`;
      return { kind: "failed", reason, output: { steps: results } };
    }
    return { kind: "completed", output: { steps: results } };
  },
};

async function tryStep(
  call: StageCall<"smokeTest">,
  step: Step,
  saved: Record<string, string | number | boolean>,
): Promise<StepResult> {
  const result = await judgeStep(call, step, saved);
  const { status, millis } = result;
  if (result.ok) {
    await call.log("info", `${step.name}: ${String(status)} in ${String(millis)} ms, as expected.`, { status, millis });
  } else {
    await call.log("error", `${step.name} failed: ${result.misses.join("; ")}.`, { status, millis });
  }
  return result;
}

async function judgeStep(
  call: StageCall<"smokeTest">,
  step: Step,
  saved: Record<string, string | number | boolean>,
): Promise<StepResult> {
  const failed = (miss: string): StepResult => ({
    name: step.name,
    ok: false,
    status: null,
    millis: null,
    misses: [miss],
  });
  let filled: FilledStep;
  try {
    filled = fillStep(step, saved);
  } catch (error) {
    if (error instanceof MissingValue) return failed(error.message);
    throw error;
  }
  const startedAt = performance.now();
  const outcome = await send(call, step, filled);
  const millis = performance.now() - startedAt;
  call.turn.signal.throwIfAborted();
  if (outcome.kind !== "answer") return failed(outcome.reason);

  const { status, headers } = outcome;
  const answer: Answer = { status, headers, text: outcome.body.toString("utf8"), millis };
  // What this step saves is hidden in what it tells, too.
  const show = (text: string) => excerpt(text, [...call.secrets, ...likeSecrets(saved)], SHOWN_LENGTH_MAX);
  const unsaved = saveValues(answer, step, saved, show);
  const misses = [...judgeAnswer(answer, filled.expect, show), ...unsaved];
  return {
    name: step.name,
    ok: misses.length === 0,
    status,
    millis: Math.round(millis),
    misses: misses.map(tell),
  };
}

function likeSecrets(saved: Saved): string[] {
  return Object.values(saved)
    .map(String)
    .filter((text) => text.length >= SECRET_LENGTH_MIN);
}

function tell({ subject, expected, came }: Miss): string {
  return `${subject} was expected ${expected}, and ${came} came`;
}

/** Keeps what later steps need, and tells what was not there. */
function saveValues(answer: Answer, step: Step, saved: Record<string, string | number | boolean>, show: Show): Miss[] {
  return Object.entries(step.save ?? {}).flatMap(([name, path]) => {
    const picked = pickValue(answer, path, show);
    if (picked.kind === "missing") {
      return [{ subject: path, expected: `to be there, to be saved as ${name}`, came: picked.came }];
    }
    // Not by assignment: a value may be named __proto__.
    Object.defineProperty(saved, name, { value: picked.value, enumerable: true, writable: true, configurable: true });
    return [];
  });
}

interface FilledStep {
  url: string;
  headers: Record<string, string>;
  body: string | null;
  expect: SmokeAssertions;
}

function fillStep(step: Step, saved: Saved): FilledStep {
  const headers = fillDeep(step.headers ?? {}, saved) as Record<string, string>;
  const isJson = /^\s*[[{]/.test(step.body ?? "");
  return {
    url: fill(step.url, saved, spellings.address),
    headers: { "user-agent": "slipway", ...headers },
    body: step.body === undefined ? null : fill(step.body, saved, isJson ? spellings.json : spellings.plain),
    expect: fillDeep(step.expect, saved) as SmokeAssertions,
  };
}

function send(
  { ctx, turn }: StageCall<"smokeTest">,
  { method, timeoutSeconds, expect }: Step,
  { url, headers, body }: FilledStep,
): Promise<OutboundOutcome> {
  // A step that expects a redirect is about the redirect itself.
  const awaitsRedirect = [expect.status].flat().some((status) => status >= 300 && status < 400);
  return guardedFetch(ctx.config, {
    url,
    method,
    headers,
    ...(body !== null && { body }),
    timeoutMillis: timeoutSeconds * 1000,
    redirect: awaitsRedirect ? "answer" : "follow",
    freshConnection: true,
    signal: turn.signal,
  });
}
