import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { ChannelKind } from "#lib/notifications/rules/channel.ts";
import type { DeliveryStatus } from "#lib/notifications/rules/delivery.ts";
import type { Message, Notice, ProductName } from "#lib/notifications/rules/notice.ts";
import type { Outcome } from "#lib/notifications/rules/outcome.ts";
import type { QuietHours } from "#lib/notifications/rules/quiet-hours.ts";
import type { Severity } from "#lib/notifications/rules/severity.ts";
import type { ChannelRecord } from "#lib/notifications/store-channels.ts";
import type { DeliveryRecord, TriedDelivery } from "#lib/notifications/store-deliveries.ts";
import type { RuleRecord } from "#lib/notifications/store-rules.ts";

/** A channel as callers see it: its secrets stay where they are. */
export interface ChannelView {
  id: string;
  name: string;
  kind: ChannelKind;
  settings: Record<string, unknown>;
  hasSecrets: boolean;
  enabled: boolean;
  disabledReason: string | null;
  failingSince: string | null;
  createdAt: string;
  createdBy: ActorView;
}

/** The signing secret of a webhook stands in an answer once: when it is made, and when it is replaced. */
export interface NewChannelView extends ChannelView {
  signingSecret: string | null;
}

export interface RuleView {
  id: string;
  name: string;
  channelId: string;
  eventTypes: string[];
  productIds: string[];
  environmentIds: string[];
  severity: Severity;
  quietHours: QuietHours | null;
  digestMinutes: number;
  enabled: boolean;
  createdAt: string;
  createdBy: ActorView;
}

export interface DeliveryView {
  id: string;
  /** As receivers know it. */
  messageId: string;
  channelId: string;
  channelName: string;
  ruleId: string | null;
  eventSeqs: number[];
  /** What it tells, in one line. */
  title: string;
  status: DeliveryStatus;
  attempt: number;
  nextAttemptAt: string | null;
  redeliveryOfId: string | null;
  createdAt: string;
  completedAt: string | null;
}

export interface TryView {
  attempt: number;
  at: string;
  millis: number;
  outcome: Outcome;
  status: number | null;
  answer: string | null;
  error: string | null;
}

export interface DeliveryDetailView extends DeliveryView {
  message: Message;
  tries: TryView[];
}

/** One line of the sidebar; what belongs to one thread is shown together. */
export type RecentItem = Omit<Notice, "data"> & { threadKey: string | null };

/** What a person sees in the sidebar. */
export interface RecentView {
  items: RecentItem[];
  nextCursor: string | null;
  /** How many of all are newer than what was read; 100 stands for more. */
  unread: number;
  readSeq: number;
  mutedProducts: ProductName[];
}

export function toChannelView(record: ChannelRecord): ChannelView {
  return {
    id: record.id,
    name: record.name,
    // Written only through the inputs, which know no other kind.
    kind: record.kind as ChannelKind,
    settings: record.settings as Record<string, unknown>,
    hasSecrets: record.secrets !== null,
    enabled: record.enabled,
    disabledReason: record.disabledReason,
    failingSince: record.failingSince?.toISOString() ?? null,
    createdAt: record.createdAt.toISOString(),
    createdBy: readActor(record.createdBy),
  };
}

export function toRuleView(record: RuleRecord): RuleView {
  const { id, name, channelId, eventTypes, productIds, environmentIds, digestMinutes, enabled } = record;
  return {
    id,
    name,
    channelId,
    eventTypes,
    productIds,
    environmentIds,
    severity: record.severity as Severity,
    quietHours: record.quietHours as unknown as QuietHours | null,
    digestMinutes,
    enabled,
    createdAt: record.createdAt.toISOString(),
    createdBy: readActor(record.createdBy),
  };
}

export function toDeliveryView(record: DeliveryRecord): DeliveryView {
  return {
    id: record.id,
    messageId: `msg_${record.redeliveryOfId ?? record.id}`,
    channelId: record.channelId,
    channelName: record.channel.name,
    ruleId: record.ruleId,
    eventSeqs: record.eventSeqs.map(Number),
    title: titleOf(record.message as unknown as Message),
    status: record.status as DeliveryStatus,
    attempt: record.attempt,
    nextAttemptAt: record.nextAttemptAt?.toISOString() ?? null,
    redeliveryOfId: record.redeliveryOfId,
    createdAt: record.createdAt.toISOString(),
    completedAt: record.completedAt?.toISOString() ?? null,
  };
}

export function toDeliveryDetail(record: TriedDelivery): DeliveryDetailView {
  const tries = record.tries.map(({ attempt, at, millis, outcome, status, answer, error }) => ({
    attempt,
    at: at.toISOString(),
    millis,
    outcome: outcome as Outcome,
    status,
    answer,
    error,
  }));
  return { ...toDeliveryView(record), message: record.message as unknown as Message, tries };
}

function titleOf(message: Message): string {
  if (message.kind === "notice") return message.notice.text;
  if (message.kind === "test") return "A test";
  const count = message.notices.length + message.more;
  return `${count === 1 ? "1 event" : `${count} events`} for “${message.rule}”`;
}
