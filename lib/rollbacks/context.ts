import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { Gates, Release } from "#lib/rollbacks/rules/content.ts";

export const MACHINE_KIND = "rollback";

export const stageNames = ["wait", "recheck", "hold", "stop", "carry", "verify", "settle"] as const;
export type StageName = (typeof stageNames)[number];

/** What the stages of a rollback share: what was approved, and what people decided since. */
export interface RollbackContext {
  planId: string;
  number: number;
  executionId: string;
  /** Of what was approved: a plan that changed since is not carried out. */
  contentDigest: string;
  product: { id: string; slug: string };
  environment: { id: string; slug: string } | null;
  deployment: { id: string; number: number } | null;
  from: { versionId: string; version: string; digest: string | null };
  to: Release;
  deviceFilter: DeviceFilter;
  batches: number[];
  gates: Gates;
  scheduledAt: string | null;
  reason: string;
  /** How often a person had it tried again with another rollout. */
  retries: number;
  /** A person said to go on without those that failed. */
  acceptsFailures: boolean;
}
