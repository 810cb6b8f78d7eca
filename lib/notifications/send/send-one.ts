import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sendEmail } from "#lib/notifications/channels/email.ts";
import { sendSlack } from "#lib/notifications/channels/slack.ts";
import { sendWebhook } from "#lib/notifications/channels/webhook.ts";
import type { ChannelSetup } from "#lib/notifications/rules/channel.ts";
import { nextStepAfter, type Attempt } from "#lib/notifications/rules/outcome.ts";
import {
  dropThreads,
  findThread,
  keepThread,
  type LeasedDelivery,
  type Result,
} from "#lib/notifications/store-work.ts";

export interface Target {
  channelId: string;
  setup: ChannelSetup;
}

/** Tries to send one message and says what follows; writes down nothing but the beginning of a thread. */
export async function sendOne(
  ctx: Context,
  target: Target,
  delivery: LeasedDelivery,
  signal: AbortSignal,
): Promise<Result> {
  const at = ctx.clock.now();
  const started = performance.now();
  const attempt = withoutSecrets(
    await deliver(ctx, target, delivery, signal).catch((error: unknown) => fault(ctx, delivery, error)),
    target.setup,
  );
  const step = nextStepAfter(attempt, delivery.attempt + 1, Math.random());
  return {
    delivery,
    attempt,
    at,
    millis: Math.round(performance.now() - started),
    status: step.status,
    nextAttemptAt: step.status === "pending" ? secondsAfter(ctx.clock.now(), step.inSeconds) : null,
  };
}

/** Shorter ones would stand in many a word that gives nothing away. */
const REDACTED_LENGTH_MIN = 6;

/** A receiver may say back what it was told; whoever reads the log must not find a token there. */
function withoutSecrets(attempt: Attempt, { secrets }: ChannelSetup): Attempt {
  const texts = Object.values(secrets).filter(
    (secret): secret is string => typeof secret === "string" && secret.length >= REDACTED_LENGTH_MIN,
  );
  const clean = (text: string | null) => text && texts.reduce((left, secret) => left.replaceAll(secret, "•••"), text);
  return { ...attempt, answer: clean(attempt.answer), error: clean(attempt.error) };
}

/** A message that cannot even be worded must not keep all others of its channel from going out. */
function fault(ctx: Context, { id }: LeasedDelivery, error: unknown): Attempt {
  ctx.log.error({ err: error, deliveryId: id }, "A message could not be sent because of a fault here.");
  return { outcome: "unreachable", status: null, answer: null, error: "A fault of Slipway's kept it from being sent." };
}

async function deliver(
  ctx: Context,
  { channelId, setup }: Target,
  delivery: LeasedDelivery,
  signal: AbortSignal,
): Promise<Attempt> {
  if (setup.kind === "webhook") return sendWebhook(ctx, setup, delivery, signal);
  const { threadKey: key } = delivery;
  const thread = key === null ? null : await findThread(ctx.db, channelId, key);
  const attempt =
    setup.kind === "slack"
      ? await sendSlack(ctx, setup, delivery, { thread, signal })
      : await sendEmail(ctx, setup, delivery, { thread, signal });
  if (key !== null && attempt.isThreadLost === true) await dropThreads(ctx.db, channelId, key);
  if (key !== null && thread === null && attempt.reference !== undefined) {
    await keepThread(ctx.db, { channelId, key, reference: attempt.reference }, ctx.clock.now());
  }
  return attempt;
}
