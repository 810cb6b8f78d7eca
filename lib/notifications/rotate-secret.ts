import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { openChannel, sealSecrets } from "#lib/notifications/channel.ts";
import { newSigningSecret } from "#lib/notifications/create-channel.ts";
import { rotateSecretInput } from "#lib/notifications/input.ts";
import { rotated } from "#lib/notifications/rules/channel.ts";
import { lockChannel, updateChannelRow } from "#lib/notifications/store-channels.ts";
import { toChannelView, type NewChannelView } from "#lib/notifications/view.ts";

const HOUR_SECONDS = 3_600;

/** Replaces the secret with which messages are signed. For a while they are signed with the old one too. */
export async function rotateSecret(ctx: Context, rawInput: unknown): Promise<NewChannelView> {
  requirePermission(ctx.actor, "notifications:write");
  const { channelId, graceHours } = parseInput(rotateSecretInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const before = await lockChannel(tx, channelId);
    if (!before) throw notFound("channel");
    const setup = openChannel(ctx, before);
    if (setup.kind !== "webhook") {
      throw new DomainError("WRONG_STATE", "Only webhooks are signed. Change the secrets of this channel instead.");
    }
    const now = ctx.clock.now();
    const signingSecret = newSigningSecret();
    const secrets = rotated(setup.secrets, signingSecret, now, graceHours * HOUR_SECONDS);
    const { name, enabled } = before;
    const fields = { name, enabled, settings: setup.settings, secrets: sealSecrets(ctx, channelId, secrets) };
    const after = await updateChannelRow(tx, channelId, fields, now);
    recordEvent(ctx, tx, {
      type: "notification_channel_saved",
      subject: { kind: "notificationChannel", id: channelId },
      data: { name, kind: before.kind, change: "rotated", graceHours },
    });
    return { ...toChannelView(after), signingSecret };
  });
}
