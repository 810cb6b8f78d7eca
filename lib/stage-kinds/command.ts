import { Webhook } from "standardwebhooks";
import { sha256 } from "#lib/kernel/crypto.ts";
import type { OutboundOutcome } from "#lib/outbound/guarded-fetch.ts";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";
import type { StageCall } from "#lib/stage-kinds/call.ts";
import { findReport } from "#lib/stage-kinds/callbacks/store.ts";
import { makeCallbackToken, type CallbackKey } from "#lib/stage-kinds/callbacks/token.ts";
import {
  chooseRound,
  judgeAnswer,
  type CallbackReport,
  type CommandState,
  type Direction,
} from "#lib/stage-kinds/rules/command.ts";
import { excerpt, showAddress } from "#lib/stage-kinds/rules/hide.ts";
import type { StageKind, WebhookConfig } from "#lib/templates/rules/stage-kinds.ts";

/** Of an answer only the beginning is shown, and only where it says what is wrong. */
const ANSWER_BYTES_MAX = 64 * 1024;
/** News of a report wake the stage; this is for the case that they get lost. */
const CALLBACK_LOOK_SECONDS = 60;

export type CommandCall = Omit<StageCall<StageKind>, "config">;

export interface Command {
  direction: Direction;
  webhook: WebhookConfig;
}

/** What came of a command; `state` is to be kept in the stage's output under the command's direction. */
export type CommandResult =
  | { kind: "done"; state: CommandState }
  | { kind: "waiting"; reason: string; until: Date; state: CommandState }
  | { kind: "failed"; reason: string; isFinal: boolean; state: CommandState };

/**
 * Tells another system to do something, and sees it through. Asked again with the same attempt it does not tell again
 * what was noted as told; where the note was lost, the same webhook-id shows the receiver that it is a repeat.
 */
export async function carryOutCommand(call: CommandCall, command: Command): Promise<CommandResult> {
  const { ctx, turn } = call;
  const previous = readState(turn.output, command.direction);
  const ofRound = (round: number) => keyOfRound(turn, command, round);
  const lastRound = previous?.round ?? 1;
  const reported = await findReport(ctx.db, ofRound(lastRound));
  const { round, isTold } = chooseRound(previous, turn.attempt, reported);
  const state: CommandState = { ...noteOf(call, round), ...(isTold && previous) };
  if (isTold && previous?.status === "done") return { kind: "done", state };

  // Work that is reported as under way, in another attempt, is told again: if it died meanwhile, nobody would know.
  const isOfRound = reported !== null && round === lastRound;
  if (isOfRound && (isTold || reported.status !== "running")) return takeReport(call, reported, state);
  if (isTold && previous?.status === "waiting") return awaitReport(call, state);
  return tell(call, command, ofRound(round));
}

function keyOfRound({ machineId, stage }: CommandCall["turn"], { direction }: Command, round: number): CallbackKey {
  return { machineId, stage, direction, round };
}

function readState(output: Record<string, unknown> | null, direction: Direction): CommandState | null {
  return (output?.[direction] ?? null) as CommandState | null;
}

function noteOf({ turn }: CommandCall, round: number): CommandState {
  return { status: "waiting", round, attempt: turn.attempt, at: turn.now.toISOString() };
}

async function takeReport(call: CommandCall, report: CallbackReport, before: CommandState): Promise<CommandResult> {
  const message = excerpt(report.message, call.secrets, 1_000);
  const state = { ...before, progress: report.progress, message };
  const isNews = before.progress !== report.progress || before.message !== message;
  switch (report.status) {
    case "succeeded":
      await call.log("info", message === "" ? "The other side reports success." : `Reported success: ${message}`);
      return { kind: "done", state: { ...state, status: "done" } };
    case "failed": {
      const reason = message === "" ? "The other side reports a failure." : `The other side failed: ${message}`;
      await call.log("error", reason);
      return { kind: "failed", reason, isFinal: true, state: { ...state, status: "failed" } };
    }
    case "running":
      if (isNews) await call.log("info", describeProgress(report.progress, message));
      return awaitReport(call, state);
  }
}

function describeProgress(progress: number | null, message: string): string {
  const share = progress === null ? "Under way" : `${Math.round(progress)} % done`;
  return message === "" ? `${share}.` : `${share}: ${message}`;
}

function awaitReport({ turn }: CommandCall, state: CommandState): CommandResult {
  const until = new Date(turn.now.getTime() + CALLBACK_LOOK_SECONDS * 1000);
  const progress = state.progress ?? null;
  const reason =
    progress === null
      ? "Waits until the other side reports back."
      : `Waits for the other side: ${describeProgress(progress, state.message ?? "")}`;
  return { kind: "waiting", reason, until, state };
}

async function tell(call: CommandCall, { direction, webhook }: Command, key: CallbackKey): Promise<CommandResult> {
  const { ctx, turn, secrets } = call;
  const state = noteOf(call, key.round);
  const place = showAddress(webhook.url, secrets);
  const failed = async (reason: string, isFinal: boolean): Promise<CommandResult> => {
    await call.log(isFinal ? "error" : "warning", reason, { direction, attempt: turn.attempt });
    return { kind: "failed", reason, isFinal, state: { ...state, status: "failed" } };
  };

  const token = makeCallbackToken(ctx.config, key);
  const hidden = [...secrets, token];
  const body = JSON.stringify(describeCommand(call, webhook, key, token));
  const signed = signBody(webhook, key, turn.now, body);
  if (signed === null) return failed("The secret of the webhook must be whsec_ and base64.", true);

  await call.log("info", `Calls ${place}.`, { direction, attempt: turn.attempt });
  const outcome = await guardedFetch(ctx.config, {
    url: webhook.url,
    method: "POST",
    headers: signed,
    body,
    timeoutMillis: webhook.timeoutSeconds * 1000,
    responseBytesMax: ANSWER_BYTES_MAX,
    redirect: "answer",
    signal: turn.signal,
  });
  // Called off in the middle: whether it was told is not known, and the next turn of this attempt tells it as a repeat.
  if (outcome.kind !== "answer") turn.signal.throwIfAborted();
  if (outcome.kind !== "answer") return failed(`${place}: ${outcome.reason}`, outcome.kind === "refused");

  const verdict = judgeAnswer(outcome.status, webhook.waitForCallback);
  if (verdict.kind === "refused") {
    return failed(`${place} ${verdict.reason}${quote(outcome, hidden)}.`, verdict.isFinal);
  }
  await call.log("info", `${place} answered ${outcome.status}.`, { direction });
  return verdict.kind === "done" ? { kind: "done", state: { ...state, status: "done" } } : awaitReport(call, state);
}

function quote({ body }: Extract<OutboundOutcome, { kind: "answer" }>, secrets: readonly string[]): string {
  const text = excerpt(body.toString("utf8"), secrets);
  return text === "" ? "" : ` and said: ${text}`;
}

/** What the other side gets to know: what is deployed, where and why it is asked, and how it reports back. */
function describeCommand(
  { ctx, turn }: CommandCall,
  webhook: WebhookConfig,
  key: CallbackKey,
  token: string,
): Record<string, unknown> {
  const { deploymentId, number, product, environment, release, fromVersion } = turn.context;
  const path = `/api/deployments/${deploymentId}/stages/${encodeURIComponent(turn.stage)}/callback`;
  const callback = {
    url: ctx.config.publicUrl === null ? null : `${ctx.config.publicUrl}${path}`,
    path,
    token,
  };
  return {
    type: `deployment.stage.${key.direction}`,
    timestamp: turn.now.toISOString(),
    data: {
      direction: key.direction,
      stage: turn.stage,
      attempt: turn.attempt,
      deployment: { id: deploymentId, number },
      product,
      environment,
      release,
      fromVersion,
      payload: webhook.payload,
      ...(webhook.waitForCallback && { callback }),
    },
  };
}

/** The headers of a call, signed as Standard Webhooks where there is a secret. Null where that is none. */
function signBody(webhook: WebhookConfig, key: CallbackKey, now: Date, body: string): Record<string, string> | null {
  const own = Object.entries(webhook.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const headers = {
    "user-agent": "slipway",
    ...Object.fromEntries(own),
    "content-type": "application/json",
    "webhook-id": idOf(key),
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
  };
  if (webhook.secret === undefined || webhook.secret === "") return headers;
  try {
    return { ...headers, "webhook-signature": new Webhook(webhook.secret).sign(headers["webhook-id"], now, body) };
  } catch {
    return null;
  }
}

/** The same for every repeat, so that a receiver can tell them. */
function idOf({ machineId, stage, direction, round }: CallbackKey): string {
  return `msg_${sha256(JSON.stringify([machineId, stage, direction, round])).toString("hex", 0, 16)}`;
}
