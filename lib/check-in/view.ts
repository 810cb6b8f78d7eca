import type { ActionKind } from "#lib/rollouts/rules/rollout.ts";
import type { HealthCheckConfig } from "#lib/rollouts/rules/health-check.ts";

/** What a device is to do now. */
export interface OfferedActionView {
  id: number;
  kind: ActionKind;
  rolloutId: string;
  product: string;
  image: string;
  digest: string | null;
  version: string | null;
  /** Files to download; none where the image itself is what is installed. */
  artifacts: [];
  /** Only where the device is to check itself. */
  healthCheck?: HealthCheckConfig;
  deadlineAt: string;
}

export interface DeviceStateView {
  pollSeconds: number;
  action: OfferedActionView | null;
  apps: Record<string, { image: string; digest: string | null; version: string | null }>;
}

export type ReportAnswer = { accepted: true } | { accepted: false; reason: string };
