// How the browser reads and changes notifications.
import { api } from "#components/api.ts";
import type { EventType } from "#lib/events/types.ts";
import type {
  ChannelView,
  DeliveryDetailView,
  DeliveryView,
  NewChannelView,
  RecentView,
  RuleView,
} from "#lib/notifications/view.ts";

const PATH = "/api/notifications";

/** After which the pages of channels, rules and messages are out of date. */
export const NOTIFICATION_EVENTS: readonly EventType[] = [
  "notification_channel_saved",
  "notification_channel_deleted",
  "notification_channel_disabled",
  "notification_rule_saved",
  "notification_rule_deleted",
  "notification_redelivered",
];

export const notificationKeys = {
  recent: ["notifications", "recent"] as const,
  delivery: (id: string) => ["notifications", "delivery", id] as const,
};

const RECENT_SHOWN = 20;

export const readRecent = (cursor: string | null, signal?: AbortSignal) =>
  api<RecentView>(`${PATH}/recent`, { query: { limit: RECENT_SHOWN, cursor }, signal });

export const markRead = (seq: number) => api(`${PATH}/read`, { method: "POST", body: { seq } });

export const muteProduct = (productId: string, muted: boolean) =>
  api(`${PATH}/mutes`, { method: "POST", body: { productId, muted } });

export const createChannel = (body: unknown) => api<NewChannelView>(`${PATH}/channels`, { method: "POST", body });

export const updateChannel = (id: string, body: unknown) =>
  api<ChannelView>(`${PATH}/channels/${id}`, { method: "PATCH", body });

export const deleteChannel = (id: string) => api(`${PATH}/channels/${id}`, { method: "DELETE" });

export const rotateSecret = (id: string, graceHours: number) =>
  api<NewChannelView>(`${PATH}/channels/${id}/rotate-secret`, { method: "POST", body: { graceHours } });

export const testChannel = (id: string) => api<DeliveryDetailView>(`${PATH}/channels/${id}/test`, { method: "POST" });

export const createRule = (body: unknown) => api<RuleView>(`${PATH}/rules`, { method: "POST", body });

export const updateRule = (id: string, body: unknown) =>
  api<RuleView>(`${PATH}/rules/${id}`, { method: "PATCH", body });

export const deleteRule = (id: string) => api(`${PATH}/rules/${id}`, { method: "DELETE" });

export const readDelivery = (id: string, signal?: AbortSignal) =>
  api<DeliveryDetailView>(`${PATH}/deliveries/${id}`, { signal });

export const redeliver = (id: string) => api<DeliveryView>(`${PATH}/deliveries/${id}/redeliver`, { method: "POST" });
