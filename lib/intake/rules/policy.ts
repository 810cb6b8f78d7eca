import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { Candidate } from "#lib/intake/rules/choose-policy.ts";
import type { HealthCheckConfig } from "#lib/rollouts/rules/health-check.ts";
import type { Strategy } from "#lib/rollouts/rules/rollout.ts";
import type { FailureLimitAction, MaintenanceWindow, RolloutSettings } from "#lib/rollouts/rules/settings.ts";

// What is a policy, and which rules does a rollout made by it run under?

/** Everything about a policy that a person decides. */
export interface PolicyDraft extends Omit<Candidate, "id" | "createdAt"> {
  productId: string | null;
  updateStrategy: Strategy;
  batches: number[];
  batchDelayMinutes: number;
  healthCheckEnabled: boolean;
  healthCheckConfig: HealthCheckConfig | null;
  autoRollbackEnabled: boolean;
  onFailureLimit: FailureLimitAction;
  maxFailureRate: number;
  deviceTimeoutSeconds: number;
  deviceFilter: DeviceFilter;
  maintenanceWindow: MaintenanceWindow | null;
}

export interface Policy extends PolicyDraft {
  id: string;
  createdAt: Date;
  updatedAt: Date;
}

/** The usual way of each strategy; a policy may name its own batches in every one of them. */
export function defaultBatches(strategy: Strategy): number[] {
  return strategy === "auto" ? [100] : [10, 50, 100];
}

/** Freezes a policy's rules for one rollout, so that editing the policy changes no rollout. */
export function settingsOf(policy: PolicyDraft): RolloutSettings {
  return {
    batches: policy.batches,
    batchDelayMinutes: policy.batchDelayMinutes,
    healthCheckEnabled: policy.healthCheckEnabled,
    healthCheckConfig: policy.healthCheckConfig,
    autoRollbackEnabled: policy.autoRollbackEnabled,
    onFailureLimit: policy.onFailureLimit,
    maxFailureRate: policy.maxFailureRate,
    deviceTimeoutSeconds: policy.deviceTimeoutSeconds,
    deviceFilter: policy.deviceFilter,
    maintenanceWindow: policy.maintenanceWindow,
  };
}
