import {
  Ban,
  CircleCheck,
  CirclePause,
  CircleX,
  Clock,
  Hash,
  Layers,
  type LucideIcon,
  Mail,
  TriangleAlert,
  Webhook,
} from "lucide-react";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { ChannelKind } from "#lib/notifications/rules/channel.ts";
import type { DeliveryStatus } from "#lib/notifications/rules/delivery.ts";
import type { Severity } from "#lib/notifications/rules/severity.ts";
import type { ChannelView } from "#lib/notifications/view.ts";

/** How channels, messages and severities are called and shown: the one place for it. */
export const kindLooks: Record<ChannelKind, { label: string; help: string; icon: LucideIcon }> = {
  slack: { label: "Slack", help: "A bot with threads, or an incoming webhook.", icon: Hash },
  email: { label: "E-mail", help: "Through your mail server, to people or a list.", icon: Mail },
  webhook: { label: "Webhook", help: "Signed calls to a program of yours.", icon: Webhook },
};

const deliveryLooks: Record<DeliveryStatus, StateLook> = {
  gathering: { label: "Gathering", tone: "wait", icon: Layers },
  pending: { label: "On its way", tone: "move", icon: Clock },
  delivered: { label: "Delivered", tone: "good", icon: CircleCheck },
  failed: { label: "Given up", tone: "bad", icon: CircleX },
  cancelled: { label: "Called off", tone: "idle", icon: Ban },
};

export function DeliveryStatusBadge({ status }: { status: DeliveryStatus }) {
  const { label, tone, icon } = deliveryLooks[status];
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

export const deliveryOptions = Object.entries(deliveryLooks).map(([value, { label }]) => ({ value, label }));

export function ChannelState({ channel }: { channel: ChannelView }) {
  const { label, tone, icon } = lookOf(channel);
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

function lookOf({ enabled, disabledReason, failingSince }: ChannelView): StateLook {
  if (!enabled && disabledReason !== null) return { label: "Dead", tone: "bad", icon: CircleX };
  if (!enabled) return { label: "Off", tone: "idle", icon: CirclePause };
  if (failingSince !== null) return { label: "Failing", tone: "warn", icon: TriangleAlert };
  return { label: "On", tone: "good", icon: CircleCheck };
}

export const severityLabels: Record<Severity, string> = {
  info: "Everything",
  notice: "What is worth knowing",
  warning: "Warnings and worse",
  critical: "Only what needs somebody",
};

/** Where a channel leads, in few words. */
export function placeOf({ kind, settings }: Pick<ChannelView, "kind" | "settings">): string {
  const text = (name: string) => (typeof settings[name] === "string" ? settings[name] : "");
  if (kind === "webhook") return text("url");
  if (kind === "slack") return settings.mode === "bot" ? text("channel") : "incoming webhook";
  return Array.isArray(settings.to) ? settings.to.join(", ") : "";
}
