import type { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { openChannel, sealSecrets } from "#lib/notifications/channel.ts";
import {
  emailSecrets,
  emailSettings,
  slackSecrets,
  slackSettings,
  updateChannelInput,
  webhookSettings,
} from "#lib/notifications/input.ts";
import { missingIn, type ChannelSetup } from "#lib/notifications/rules/channel.ts";
import { lockChannel, updateChannelRow, type ChannelRecord } from "#lib/notifications/store-channels.ts";
import { cancelOpen, dropThreads } from "#lib/notifications/store-work.ts";
import { toChannelView, type ChannelView } from "#lib/notifications/view.ts";

type Draft = z.output<typeof updateChannelInput>;

/** Changes a channel. Switched off, what is still open for it is called off; switched on, it starts afresh. */
export async function updateChannel(ctx: Context, rawInput: unknown): Promise<ChannelView> {
  requirePermission(ctx.actor, "notifications:write");
  const draft = parseInput(updateChannelInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const before = await lockChannel(tx, draft.channelId);
    if (!before) throw notFound("channel");
    const { name = before.name, enabled = before.enabled } = draft;
    const now = ctx.clock.now();
    const after = await updateChannelRow(tx, before.id, { name, enabled, ...setUp(ctx, before, draft) }, now);
    // What was begun in one place cannot be answered in another.
    if (draft.settings !== undefined) await dropThreads(tx, before.id);
    // Also what came in while it was being switched off: nobody wants it weeks later.
    if (before.enabled !== enabled) await cancelOpen(tx, before.id, now);
    recordEvent(ctx, tx, {
      type: "notification_channel_saved",
      subject: { kind: "notificationChannel", id: before.id },
      data: { name, kind: before.kind, change: changeOf(before, { enabled }) },
    });
    return toChannelView(after);
  });
}

function changeOf(before: ChannelRecord, { enabled }: { enabled: boolean }): string {
  if (before.enabled === enabled) return "changed";
  return enabled ? "enabled" : "disabled";
}

/** Lays settings and secrets over those before. Without either nothing is opened, so that it works also where that fails. */
function setUp(ctx: Context, before: ChannelRecord, draft: Draft): { settings: object; secrets: string | null } {
  if (draft.settings === undefined && draft.secrets === undefined) {
    return { settings: before.settings as object, secrets: before.secrets };
  }
  const setup = overlay(openChannel(ctx, before), draft);
  const faults = missingIn(setup, { hasMailServer: ctx.config.smtp !== null });
  if (faults.length > 0) throw invalidInput(...faults);
  return { settings: setup.settings, secrets: sealSecrets(ctx, before.id, setup.secrets) };
}

/** A secret that was given for one server is not carried to another: whoever changes the place gives it anew. */
function overlay(before: ChannelSetup, { settings, secrets = {} }: Draft): ChannelSetup {
  switch (before.kind) {
    case "slack": {
      const next = settings === undefined ? before.settings : parsePart(slackSettings, "settings", settings);
      const kept = next.apiUrl === before.settings.apiUrl ? before.secrets : {};
      return {
        kind: "slack",
        settings: next,
        secrets: { ...kept, ...given(parsePart(slackSecrets, "secrets", secrets)) },
      };
    }
    case "email": {
      const next = settings === undefined ? before.settings : parsePart(emailSettings, "settings", settings);
      const isSame = next.host === before.settings.host && next.port === before.settings.port;
      const kept = isSame ? before.secrets : {};
      return {
        kind: "email",
        settings: next,
        secrets: { ...kept, ...given(parsePart(emailSecrets, "secrets", secrets)) },
      };
    }
    case "webhook": {
      if (Object.keys(secrets).length > 0) {
        throw invalidInput({ path: "secrets", message: "The signing secret is replaced by rotate-secret." });
      }
      const next = settings === undefined ? before.settings : parsePart(webhookSettings, "settings", settings);
      return { ...before, settings: next };
    }
  }
}

/** Faults are told under the field in which the part was given. */
function parsePart<Schema extends z.ZodType>(schema: Schema, path: string, part: unknown): z.output<Schema> {
  const parsed = schema.safeParse(part);
  if (parsed.success) return parsed.data;
  throw invalidInput(
    ...parsed.error.issues.map((issue) => ({
      path: [path, ...issue.path.map(String)].join("."),
      message: issue.message,
    })),
  );
}

/** Leaves out what was not given: it stays as it is. */
function given(secrets: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
