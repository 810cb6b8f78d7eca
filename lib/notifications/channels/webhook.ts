import { Webhook } from "standardwebhooks";
import type { Context } from "#lib/kernel/context.ts";
import { readAnswer } from "#lib/notifications/channels/answer.ts";
import { validSecrets, type WebhookSecrets, type WebhookSettings } from "#lib/notifications/rules/channel.ts";
import type { Attempt } from "#lib/notifications/rules/outcome.ts";
import { wordForWebhook } from "#lib/notifications/rules/webhook-message.ts";
import type { LeasedDelivery } from "#lib/notifications/store-work.ts";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";

const TIMEOUT_MILLIS = 15_000;
const ANSWER_BYTES_MAX = 64 * 1024;
const GONE = 410;

/** Sends a message as Standard Webhooks say: the id is the same at every try, the time and the signatures are not. */
export async function sendWebhook(
  ctx: Context,
  { settings, secrets }: { settings: WebhookSettings; secrets: WebhookSecrets },
  delivery: LeasedDelivery,
  signal: AbortSignal,
): Promise<Attempt> {
  const body = wordForWebhook(delivery.message, delivery.createdAt, ctx.config.publicUrl);
  const outcome = await guardedFetch(ctx.config, {
    url: settings.url,
    method: "POST",
    headers: signedHeaders(validSecrets(secrets, ctx.clock.now()), delivery.messageId, ctx.clock.now(), body),
    body,
    timeoutMillis: TIMEOUT_MILLIS,
    responseBytesMax: ANSWER_BYTES_MAX,
    // Who said 200 has it, whatever they say then.
    wantedBody: "beginning",
    // Where it leads nobody vouched for; the owner of the address should change it here.
    redirect: "answer",
    // A repeat is told by its id, so one that breaks on an old connection may simply come again.
    freshConnection: false,
    signal,
  });
  const attempt = readAnswer(outcome);
  return attempt.status === GONE ? { ...attempt, isGone: true } : attempt;
}

/** Signs with every secret that holds, so that a receiver may know either while they are being changed. */
function signedHeaders(secrets: readonly string[], messageId: string, now: Date, body: string): Record<string, string> {
  const id = `msg_${messageId}`;
  return {
    "user-agent": "slipway",
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(" "),
  };
}
