import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sendEmail } from "#lib/notifications/channels/email.ts";
import { sendSlack } from "#lib/notifications/channels/slack.ts";
import { sendWebhook } from "#lib/notifications/channels/webhook.ts";
import type { ChannelSetup } from "#lib/notifications/rules/channel.ts";
import { nextStepAfter, type Attempt } from "#lib/notifications/rules/outcome.ts";
import { findThread, keepThread, type LeasedDelivery, type Result } from "#lib/notifications/store-work.ts";

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
  const attempt = await deliver(ctx, target, delivery, signal).catch((error: unknown) => fault(ctx, delivery, error));
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
  if (key !== null && thread === null && attempt.reference !== undefined) {
    await keepThread(ctx.db, { channelId, key, reference: attempt.reference }, ctx.clock.now());
  }
  return attempt;
}
