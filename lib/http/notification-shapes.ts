import { z } from "zod";
import { EVENT_TYPES } from "#lib/events/types.ts";
import { actorShape } from "#lib/http/shapes.ts";
import { CHANNEL_KINDS } from "#lib/notifications/rules/channel.ts";
import { DELIVERY_STATUSES } from "#lib/notifications/rules/delivery.ts";
import { OUTCOMES } from "#lib/notifications/rules/outcome.ts";
import { SEVERITIES } from "#lib/notifications/rules/severity.ts";

const count = z.number().int();

export const channelShape = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  settings: z.record(z.string(), z.unknown()).describe("By kind; without secrets."),
  hasSecrets: z.boolean(),
  enabled: z.boolean(),
  disabledReason: z.string().nullable().describe("Why it was turned off by itself: gone, or failing for days."),
  failingSince: z.string().nullable(),
  createdAt: z.string(),
  createdBy: actorShape,
});

export const newChannelShape = channelShape.extend({
  signingSecret: z.string().nullable().describe("Of a webhook: whsec_…, in this answer only."),
});

export const ruleShape = z.object({
  id: z.uuid(),
  name: z.string(),
  channelId: z.uuid(),
  eventTypes: z.array(z.string()).describe("Empty: all that is told."),
  productIds: z.array(z.uuid()),
  environmentIds: z.array(z.uuid()),
  severity: z.enum(SEVERITIES),
  quietHours: z
    .object({
      timeZone: z.string(),
      from: z.string(),
      to: z.string(),
      days: z.array(count).optional(),
      exceptCritical: z.boolean(),
    })
    .nullable(),
  digestMinutes: count,
  enabled: z.boolean(),
  createdAt: z.string(),
  createdBy: actorShape,
});

export const deliveryShape = z.object({
  id: z.uuid(),
  messageId: z.string().describe("As receivers know it: the same at every try, and when it is sent again by hand."),
  channelId: z.uuid(),
  channelName: z.string(),
  ruleId: z.uuid().nullable(),
  eventSeqs: z.array(count),
  title: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  attempt: count,
  nextAttemptAt: z.string().nullable(),
  redeliveryOfId: z.uuid().nullable(),
  createdAt: z.string(),
  completedAt: z.string().nullable(),
});

export const deliveryDetailShape = deliveryShape.extend({
  message: z.record(z.string(), z.unknown()).describe("What it tells, before the channel words it."),
  tries: z.array(
    z.object({
      attempt: count,
      at: z.string(),
      millis: count,
      outcome: z.enum(OUTCOMES),
      status: count.nullable().describe("Of HTTP or SMTP."),
      answer: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
});

export const readingShape = z.object({ readSeq: count, mutedProductIds: z.array(z.uuid()) });

const productShape = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });

export const recentShape = z.object({
  items: z.array(
    z.object({
      seq: count,
      type: z.enum(EVENT_TYPES),
      at: z.string(),
      severity: z.enum(SEVERITIES),
      tone: z.enum(["idle", "wait", "move", "good", "warn", "bad", "back"]),
      text: z.string(),
      cause: z.string().nullable(),
      actor: z.string().nullable(),
      path: z.string().nullable().describe("The page of the thing that it is about."),
      asksApproval: z.boolean(),
      product: productShape.nullable(),
      rolloutId: z.uuid().nullable(),
      subject: z.object({ kind: z.string(), id: z.string() }),
      threadKey: z.string().nullable().describe("What belongs to one rollout, deployment or plan has it in common."),
    }),
  ),
  nextCursor: z.string().nullable(),
  unread: count.describe("100 stands for that many or more."),
  readSeq: count.describe("Up to this event everything counts as read."),
  mutedProducts: z.array(productShape),
});
