import type { EventType } from "#lib/events/types.ts";

/** After these the matrix may show something else. */
export const MATRIX_NEWS: readonly EventType[] = [
  "environment_created",
  "environment_updated",
  "environment_archived",
  "deployment_created",
  "deployment_started",
  "deployment_paused",
  "deployment_resumed",
  "deployment_completed",
  "deployment_failed",
  "deployment_cancelled",
  "deployment_rolling_back",
  "deployment_rolled_back",
  "release_found_bad",
];
