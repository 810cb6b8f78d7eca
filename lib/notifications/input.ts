import { z } from "zod";
import { isTimeZone } from "#lib/calendar/rules/local-time.ts";
import { EVENT_TYPES } from "#lib/events/types.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { MAIL_ENCRYPTIONS, SLACK_API_URL } from "#lib/notifications/rules/channel.ts";
import { DELIVERY_STATUSES } from "#lib/notifications/rules/delivery.ts";
import { isAlwaysQuiet } from "#lib/notifications/rules/quiet-hours.ts";
import { SEVERITIES } from "#lib/notifications/rules/severity.ts";

const name = z.string().trim().min(1).max(100);
const address = z
  .url({ protocol: /^https?$/, error: "Write an address that begins with https:// or http://." })
  .max(2_000)
  .refine((text) => !/^https?:\/\/[^/]*@/.test(text), { error: "An address must not hold a user name or password." });
const secret = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^[\x21-\x7e]+$/, "Use visible ASCII characters without blanks.");
const mailbox = z.email({ error: "is no e-mail address" }).max(254);
const host = z
  .string()
  .min(1)
  .max(253)
  .refine((text) => URL.canParse(`http://${text}`) && new URL(`http://${text}`).hostname === text.toLowerCase(), {
    error: "Write a host name or an address, without a port.",
  });

export const slackSettings = z.strictObject({
  mode: z.enum(["bot", "incoming"]).describe("bot: with threads, by chat.postMessage; incoming: an incoming webhook."),
  channel: z.string().trim().min(1).max(100).nullable().default(null).describe("Of a bot: the channel's id or name."),
  apiUrl: address
    .transform((text) => text.replace(/\/+$/, ""))
    .default(SLACK_API_URL)
    .describe("Of a bot: another place of Slack's, such as GovSlack."),
});
export const slackSecrets = z.strictObject({
  token: secret.optional().describe("Of a bot: xoxb-…"),
  incomingUrl: address.optional().describe("Of an incoming webhook: its address is its secret."),
});
export const emailSettings = z.strictObject({
  host: host.nullable().default(null).describe("The mail server; null for that of SMTP_URL, with its login."),
  port: z.number().int().min(1).max(65_535).default(587),
  encryption: z.enum(MAIL_ENCRYPTIONS).default("starttls"),
  username: z.string().min(1).max(254).nullable().default(null),
  from: mailbox,
  to: z.array(mailbox).min(1).max(50),
});
export const emailSecrets = z.strictObject({ password: z.string().min(1).max(1_000).optional() });
export const webhookSettings = z.strictObject({ url: address });

const shared = { name, enabled: z.boolean().default(true) };

export const createChannelInput = z.discriminatedUnion("kind", [
  z.strictObject({ ...shared, kind: z.literal("slack"), settings: slackSettings, secrets: slackSecrets.default({}) }),
  z.strictObject({ ...shared, kind: z.literal("email"), settings: emailSettings, secrets: emailSecrets.default({}) }),
  z.strictObject({ ...shared, kind: z.literal("webhook"), settings: webhookSettings }),
]);

/** What may be changed; settings are given as a whole, secrets only where they change. */
export const updateChannelFields = z.strictObject({
  name: name.optional(),
  enabled: z.boolean().optional().describe("Switched on again, a channel that was dead starts afresh."),
  settings: z.record(z.string(), z.unknown()).optional().describe("As a whole, of the channel's kind."),
  secrets: z.record(z.string(), z.unknown()).optional().describe("Those that change."),
});

export const channelInput = z.strictObject({ channelId: z.uuid() });
export const updateChannelInput = channelInput.extend(updateChannelFields.shape);
export const listChannelsInput = pageInput;

const GRACE_HOURS_MAX = 30 * 24;
export const rotateSecretFields = z.strictObject({
  graceHours: z
    .number()
    .min(0)
    .max(GRACE_HOURS_MAX)
    .default(24)
    .describe("So long messages are signed with the old secret too."),
});
export const rotateSecretInput = channelInput.extend(rotateSecretFields.shape);

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write a time of day as HH:MM.");

const quietHours = z
  .strictObject({
    timeZone: z.string().max(60).refine(isTimeZone, { error: "Name a time zone, such as Europe/Berlin." }),
    from: clock,
    to: clock.describe("Where it is not later than `from`, on the next day."),
    days: z
      .array(z.number().int().min(1).max(7))
      .min(1)
      .max(7)
      .optional()
      .describe("Weekdays on which they begin, from 1 for Monday; every day unless said."),
    exceptCritical: z.boolean().default(true).describe("What is critical comes all the same."),
  })
  .refine((quiet) => !isAlwaysQuiet(quiet), {
    error: "Nothing would ever be told: leave some hours that are not quiet.",
  });

const DIGEST_MINUTES_MAX = 7 * 24 * 60;

export const ruleFields = z.strictObject({
  name,
  channelId: z.uuid(),
  eventTypes: z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length).default([]).describe("Empty: all that is told."),
  productIds: z.array(z.uuid()).max(500).default([]).describe("Empty: every product."),
  environmentIds: z.array(z.uuid()).max(500).default([]).describe("Empty: everywhere."),
  severity: z.enum(SEVERITIES).default("notice").describe("The least that is told."),
  quietHours: quietHours.nullable().default(null),
  digestMinutes: z
    .number()
    .int()
    .min(0)
    .max(DIGEST_MINUTES_MAX)
    .default(0)
    .describe("Gathers what comes within so many minutes into one message; 0: each by itself."),
  enabled: z.boolean().default(true),
});

export const ruleInput = z.strictObject({ ruleId: z.uuid() });
export const updateRuleFields = z.strictObject({
  name: name.optional(),
  channelId: z.uuid().optional(),
  eventTypes: ruleFields.shape.eventTypes.unwrap().optional(),
  productIds: ruleFields.shape.productIds.unwrap().optional(),
  environmentIds: ruleFields.shape.environmentIds.unwrap().optional(),
  severity: z.enum(SEVERITIES).optional(),
  quietHours: quietHours.nullable().optional(),
  digestMinutes: ruleFields.shape.digestMinutes.unwrap().optional(),
  enabled: z.boolean().optional(),
});
export const updateRuleInput = ruleInput.extend(updateRuleFields.shape);
export const listRulesInput = pageInput.extend({ channel: z.uuid().optional() });

export const deliveryInput = z.strictObject({ deliveryId: z.uuid() });
export const listDeliveriesInput = pageInput.extend({
  channel: z.uuid().optional(),
  status: z.enum(DELIVERY_STATUSES).optional(),
});

export const recentInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, { error: "Pass on nextCursor as it came." })
    .optional(),
});
export const markReadInput = z.strictObject({
  seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).describe("Everything up to this event counts as read."),
});
export const muteInput = z.strictObject({ productId: z.uuid(), muted: z.boolean() });
