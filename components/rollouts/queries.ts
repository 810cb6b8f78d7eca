// How the browser reads and moves rollouts: every key and every call in one place.
import { api } from "#components/api.ts";
import type { Page } from "#lib/kernel/page.ts";
import type { EventType } from "#lib/events/types.ts";
import type { DeviceStatus } from "#lib/rollouts/rules/rollout.ts";
import type {
  FailureRatePoint,
  GridView,
  HoldView,
  RolloutDeviceView,
  RolloutProgress,
  RolloutView,
} from "#lib/rollouts/view.ts";

const PATH = "/api/v1/rollouts";

export type RolloutFilter = Partial<
  Record<"status" | "strategy" | "product" | "policy" | "q" | "sort" | "cursor", string>
>;
export type RolloutDeviceFilter = {
  status?: DeviceStatus;
  batch?: string;
  q?: string;
  limit?: number;
  cursor?: string;
};

export const rolloutKeys = {
  all: ["rollouts"] as const,
  list: (filter: RolloutFilter) => ["rollouts", "list", filter] as const,
  one: (rolloutId: string) => ["rollouts", "one", rolloutId] as const,
  devices: (rolloutId: string, filter?: RolloutDeviceFilter) =>
    ["rollouts", "devices", rolloutId, ...(filter ? [filter] : [])] as const,
  grid: (rolloutId: string) => ["rollouts", "grid", rolloutId] as const,
  device: (rolloutId: string, deviceId: string) => ["rollouts", "devices", rolloutId, deviceId] as const,
  at: (rolloutId: string, position: number) => ["rollouts", "devices", rolloutId, "at", position] as const,
  progress: (rolloutId: string) => ["rollouts", "progress", rolloutId] as const,
  failures: (rolloutId: string) => ["rollouts", "failures", rolloutId] as const,
  holds: (productId: string) => ["rollouts", "holds", productId] as const,
  feed: (rolloutId: string) => ["rollouts", "feed", rolloutId] as const,
};

export const listRollouts = (filter: RolloutFilter, signal?: AbortSignal) =>
  api<Page<RolloutView>>(PATH, { query: filter, signal });

export const readRollout = (rolloutId: string, signal?: AbortSignal) =>
  api<RolloutView>(`${PATH}/${rolloutId}`, { signal });

export const listRolloutDevices = (rolloutId: string, filter: RolloutDeviceFilter, signal?: AbortSignal) =>
  api<Page<RolloutDeviceView>>(`${PATH}/${rolloutId}/devices`, { query: filter, signal });

export async function findDeviceAt(
  rolloutId: string,
  position: number,
  signal?: AbortSignal,
): Promise<RolloutDeviceView | null> {
  const { items } = await api<Page<RolloutDeviceView>>(`${PATH}/${rolloutId}/devices`, { query: { position }, signal });
  return items[0] ?? null;
}

export const readRolloutDevice = (rolloutId: string, deviceId: string, signal?: AbortSignal) =>
  api<RolloutDeviceView>(`${PATH}/${rolloutId}/devices/${deviceId}`, { signal });

export const readFailures = (rolloutId: string, signal?: AbortSignal) =>
  api<{ points: FailureRatePoint[] }>(`${PATH}/${rolloutId}/failure-rate`, { signal });

export const readProgress = (rolloutId: string, signal?: AbortSignal) =>
  api<RolloutProgress>(`${PATH}/${rolloutId}/progress`, { signal });

export const readGrid = (rolloutId: string, signal?: AbortSignal) =>
  api<GridView>(`${PATH}/${rolloutId}/grid`, { signal });

export type RolloutActionName = "pause" | "resume" | "cancel" | "approve" | "retry" | "rollback";

export const moveRollout = (rolloutId: string, action: RolloutActionName, body: Record<string, unknown>) =>
  api<RolloutView>(`${PATH}/${rolloutId}/${action}`, { method: "POST", body });

export const moveRolloutDevice = (
  rolloutId: string,
  deviceId: string,
  action: "rollback" | "retry" | "leave-out",
  reason: string | undefined,
) => api<unknown>(`${PATH}/${rolloutId}/devices/${deviceId}/${action}`, { method: "POST", body: { reason } });

export const startRollout = (body: Record<string, unknown>, idempotencyKey: string) =>
  api<RolloutView>(PATH, { method: "POST", body, idempotencyKey });

export const listOpenHolds = (productId: string, signal?: AbortSignal) =>
  api<Page<HoldView>>(`/api/v1/products/${productId}/holds`, { query: { open: true }, signal });

export const releaseHold = (productId: string, holdId: string, reason: string | undefined) =>
  api<unknown>(`/api/v1/products/${productId}/holds/${holdId}/release`, { method: "POST", body: { reason } });

/** The events after which what is shown of rollouts may be another. */
export const ROLLOUT_EVENTS: readonly EventType[] = [
  "rollout_created",
  "rollout_confirmed",
  "rollout_waiting",
  "rollout_scheduled",
  "rollout_started",
  "rollout_paused",
  "rollout_resumed",
  "rollout_completed",
  "rollout_failed",
  "rollout_cancelled",
  "rollout_rolling_back",
  "rollout_rolled_back",
  "batch_started",
  "batch_approved",
  "batch_completed",
  "batch_rolling_back",
];

export const ROLLOUT_DEVICE_EVENTS: readonly EventType[] = [
  "device_scheduled",
  "device_withdrawn",
  "device_accepted",
  "device_updated",
  "device_failed",
  "device_skipped",
  "device_retried",
  "device_rolling_back",
  "device_rolled_back",
  "health_check_passed",
  "health_check_failed",
];

export const ALL_ROLLOUT_EVENTS: readonly EventType[] = [...ROLLOUT_EVENTS, ...ROLLOUT_DEVICE_EVENTS];
