import { randomBytes, randomUUID } from "node:crypto";
import { toActorView } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { sealSecrets } from "#lib/notifications/channel.ts";
import { createChannelInput } from "#lib/notifications/input.ts";
import { missingIn, type ChannelSetup } from "#lib/notifications/rules/channel.ts";
import { insertChannel } from "#lib/notifications/store-channels.ts";
import { toChannelView, type NewChannelView } from "#lib/notifications/view.ts";

/** Names a place where messages can go. A webhook's signing secret is made here and stands in this one answer. */
export async function createChannel(ctx: Context, rawInput: unknown): Promise<NewChannelView> {
  requirePermission(ctx.actor, "notifications:write");
  const { name, enabled, ...draft } = parseInput(createChannelInput, rawInput);
  const signingSecret = draft.kind === "webhook" ? newSigningSecret() : null;
  const setup: ChannelSetup =
    draft.kind === "webhook"
      ? { ...draft, secrets: { signing: [{ secret: signingSecret ?? "", validUntil: null }] } }
      : withoutUndefined(draft);
  const faults = missingIn(setup, { hasMailServer: ctx.config.smtp !== null });
  if (faults.length > 0) throw invalidInput(...faults);

  return inTransaction(ctx, async (tx) => {
    const id = randomUUID();
    const fields = {
      name,
      enabled,
      kind: setup.kind,
      settings: setup.settings,
      secrets: sealSecrets(ctx, id, setup.secrets),
      createdBy: toActorView(ctx.actor),
    };
    const record = await insertChannel(tx, id, fields, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "notification_channel_saved",
      subject: { kind: "notificationChannel", id },
      data: { name, kind: setup.kind, change: "created" },
    });
    return { ...toChannelView(record), signingSecret };
  });
}

/** As Standard Webhooks want it: 32 random bytes, in base64 behind whsec_. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** The schema leaves no undefined value behind that was not given as one, and JSON drops those. */
function withoutUndefined(draft: unknown): ChannelSetup {
  return JSON.parse(JSON.stringify(draft)) as ChannelSetup;
}
