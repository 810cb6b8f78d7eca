import { inTransaction } from "#lib/database/transaction.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DEAD_AFTER_DAYS, DEAD_AFTER_FAILURES, isDead } from "#lib/notifications/rules/retry.ts";
import { disableChannelRow, lockChannel, markHealth, type ChannelRecord } from "#lib/notifications/store-channels.ts";
import { cancelOpen, countFailures, saveResults, type Result } from "#lib/notifications/store-work.ts";

/**
 * Writes down what came of tries, and what that says about the channel: that all is well again, since when nothing goes
 * through, or that it is dead and is turned off, at which what is still open is called off.
 */
export async function settleResults(ctx: Context, channelId: string, results: readonly Result[]): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const channel = await lockChannel(tx, channelId);
    await saveResults(tx, results, now);
    if (!channel?.enabled) return;
    const failingSince = await noteHealth(tx, channel, results, now);
    const reason = await reasonToDisable(results, failingSince, now, () =>
      countFailures(tx, channelId, failingSince ?? now),
    );
    if (reason !== null) await disable(ctx, tx, channel, reason);
  });
}

/** What was only asked to be patient about says nothing of the channel's health, unless patience came to its end. */
async function noteHealth(
  tx: Transaction,
  { id, failingSince }: ChannelRecord,
  results: readonly Result[],
  now: Date,
): Promise<Date | null> {
  const isWell = results.some(({ attempt }) => attempt.outcome === "delivered");
  const fails = results.some(
    ({ attempt, status }) =>
      attempt.outcome !== "delivered" && (attempt.retryAfterSeconds === undefined || status === "failed"),
  );
  if (isWell) {
    if (failingSince !== null) await markHealth(tx, id, null);
    return null;
  }
  if (fails && failingSince === null) await markHealth(tx, id, now);
  return failingSince ?? (fails ? now : null);
}

async function reasonToDisable(
  results: readonly Result[],
  failingSince: Date | null,
  now: Date,
  count: () => Promise<number>,
): Promise<string | null> {
  const gone = results.find(({ attempt }) => attempt.isGone === true);
  if (gone) return `${gone.attempt.error ?? "It is gone."} Nothing more is wanted there.`;
  // One that failed last week, and was not needed since, is not dead by its next hiccup.
  return isDead(failingSince, now) && (await count()) >= DEAD_AFTER_FAILURES
    ? `Nothing went through for ${DEAD_AFTER_DAYS} days.`
    : null;
}

async function disable(ctx: Context, tx: Transaction, channel: ChannelRecord, reason: string): Promise<void> {
  const now = ctx.clock.now();
  if (!(await disableChannelRow(tx, channel.id, reason, now))) return;
  await cancelOpen(tx, channel.id, now);
  recordEvent(ctx, tx, {
    type: "notification_channel_disabled",
    subject: { kind: "notificationChannel", id: channel.id },
    data: { name: channel.name, kind: channel.kind, reason },
  });
}
