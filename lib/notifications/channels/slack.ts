import { z } from "zod";
import type { Context } from "#lib/kernel/context.ts";
import { readAnswer } from "#lib/notifications/channels/answer.ts";
import type { SlackSecrets, SlackSettings } from "#lib/notifications/rules/channel.ts";
import type { Attempt } from "#lib/notifications/rules/outcome.ts";
import { wordForSlack } from "#lib/notifications/rules/slack-message.ts";
import type { LeasedDelivery } from "#lib/notifications/store-work.ts";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";

const TIMEOUT_MILLIS = 15_000;
const ANSWER_BYTES_MAX = 256 * 1024;

/** Trouble with the message itself: it would be refused again tomorrow. */
const FINAL_ERRORS: ReadonlySet<string> = new Set([
  "msg_too_long",
  "invalid_blocks",
  "invalid_blocks_format",
  "no_text",
  "msg_blocks_too_long",
]);
/** The message that began the thread is gone, or stands in another channel. */
const LOST_THREAD_ERRORS: ReadonlySet<string> = new Set(["thread_not_found", "invalid_thread_ts"]);
/** Nobody will ever read there again. An incoming webhook says so with a status of its own. */
const GONE_ERRORS: ReadonlySet<string> = new Set(["is_archived", "account_inactive", "token_revoked"]);
const GONE_STATUSES: ReadonlySet<number> = new Set([410]);

const answerShape = z.object({ ok: z.boolean(), ts: z.string().max(64).optional(), error: z.string().optional() });

/** Posts a message into its thread, where it has one and a bot writes it. `thread` is the ts of the first message. */
export async function sendSlack(
  ctx: Context,
  { settings, secrets }: { settings: SlackSettings; secrets: SlackSecrets },
  delivery: LeasedDelivery,
  { thread, signal }: { thread: string | null; signal: AbortSignal },
): Promise<Attempt> {
  const message = wordForSlack(delivery.message, ctx.config.publicUrl);
  if (settings.mode === "incoming") {
    const attempt = readAnswer(await post(ctx, secrets.incomingUrl ?? "", {}, message, signal));
    return GONE_STATUSES.has(attempt.status ?? 0) ? { ...attempt, isGone: true } : attempt;
  }
  const body = {
    ...message,
    channel: settings.channel,
    unfurl_links: false,
    ...(thread !== null && { thread_ts: thread }),
    // Shown nowhere; whoever reads the channel by program tells repeats by it.
    metadata: { event_type: "slipway_message", event_payload: { id: delivery.messageId } },
  };
  const headers = { authorization: `Bearer ${secrets.token ?? ""}` };
  const outcome = await post(ctx, `${settings.apiUrl}/chat.postMessage`, headers, body, signal);
  const attempt = readAnswer(outcome);
  return attempt.outcome === "delivered" && outcome.kind === "answer"
    ? readSlackAnswer(attempt, outcome.body)
    : attempt;
}

function post(
  ctx: Context,
  url: string,
  headers: Record<string, string>,
  body: unknown,
  signal: AbortSignal,
): ReturnType<typeof guardedFetch> {
  return guardedFetch(ctx.config, {
    url,
    method: "POST",
    headers: { ...headers, "user-agent": "slipway", "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
    timeoutMillis: TIMEOUT_MILLIS,
    responseBytesMax: ANSWER_BYTES_MAX,
    redirect: "answer",
    signal,
  });
}

/** Slack answers 200 to nearly everything; whether it was said stands inside. */
function readSlackAnswer(attempt: Attempt, body: Buffer): Attempt {
  const parsed = answerShape.safeParse(parseJson(body));
  if (!parsed.success) return { ...attempt, outcome: "refused", error: "The answer is not one of Slack's." };
  const { ok, ts, error = "unknown_error" } = parsed.data;
  // The answer repeats the message, which stands in the log already.
  if (ok) return { ...attempt, answer: null, ...(ts !== undefined && { reference: ts }) };
  return {
    ...attempt,
    outcome: "refused",
    error: `Slack answered ${error}.`,
    isFinal: FINAL_ERRORS.has(error),
    ...(LOST_THREAD_ERRORS.has(error) && { isThreadLost: true }),
    isGone: GONE_ERRORS.has(error),
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null; // Not JSON: the shape refuses null.
  }
}
