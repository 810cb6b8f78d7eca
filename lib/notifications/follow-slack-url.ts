import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { openChannel, sealSecrets } from "#lib/notifications/channel.ts";
import { SLACK_API_URL, type ChannelSetup, type SlackSettings } from "#lib/notifications/rules/channel.ts";
import {
  insertChannelOnce,
  lockChannel,
  updateChannelRow,
  type ChannelRecord,
} from "#lib/notifications/store-channels.ts";
import { insertRule, type RuleFields } from "#lib/notifications/store-rules.ts";

/** Always the same: of two processes that start at once one makes it, and what a person deleted stays deleted. */
const CHANNEL_ID = "51ac0000-0000-4000-8000-000000000001";
const NAME = "Slack";
const SETTINGS: SlackSettings = { mode: "incoming", channel: null, apiUrl: SLACK_API_URL };

/**
 * Keeps a channel for SLACK_WEBHOOK_URL, at each start: made with a rule that tells what matters, and moved where the
 * address has changed. Everything else about it is people's to change; without the variable nothing is touched.
 */
export async function followSlackUrl(ctx: Context): Promise<void> {
  const { slackWebhookUrl } = ctx.config;
  if (slackWebhookUrl === null) return;
  const secrets = sealSecrets(ctx, CHANNEL_ID, { incomingUrl: slackWebhookUrl });

  await inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const createdBy = toActorView(ctx.actor);
    const fields = { name: NAME, kind: "slack", settings: SETTINGS, secrets, enabled: true, createdBy };
    if (await insertChannelOnce(tx, CHANNEL_ID, fields, now)) {
      await insertRule(tx, WHAT_MATTERS, createdBy, now);
      recordSaved(ctx, tx, NAME, "created");
      return;
    }
    const before = await lockChannel(tx, CHANNEL_ID);
    if (!before || isKept(ctx, before, slackWebhookUrl)) return;
    const { name, enabled } = before;
    await updateChannelRow(tx, CHANNEL_ID, { name, enabled, settings: SETTINGS, secrets }, now);
    recordSaved(ctx, tx, name, "changed");
  });
}

const WHAT_MATTERS: RuleFields = {
  name: "What matters",
  channelId: CHANNEL_ID,
  eventTypes: [],
  productIds: [],
  environmentIds: [],
  severity: "notice",
  quietHours: null,
  digestMinutes: 0,
  enabled: true,
};

/** What was sealed with another key cannot be read, and is written anew. */
function isKept(ctx: Context, before: ChannelRecord, slackWebhookUrl: string): boolean {
  try {
    const setup: ChannelSetup = openChannel(ctx, before);
    return setup.kind === "slack" && setup.secrets.incomingUrl === slackWebhookUrl;
  } catch {
    return false;
  }
}

function recordSaved(ctx: Context, tx: Transaction, name: string, change: "created" | "changed"): void {
  recordEvent(ctx, tx, {
    type: "notification_channel_saved",
    subject: { kind: "notificationChannel", id: CHANNEL_ID },
    data: { name, kind: "slack", change },
  });
}
