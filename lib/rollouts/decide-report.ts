import { decideReport, type DeviceChange, type ReportOutcome, type ReportStatus } from "#lib/rollouts/rules/device.ts";
import type { ActionRecord } from "#lib/rollouts/store-actions.ts";

/** Decides what a report changes for an action that the caller has locked. */
export function decideOn({ kind, status, closedAt, rollout }: ActionRecord, report: ReportStatus): ReportOutcome {
  const action = { kind, status, isClosed: closedAt !== null, rolloutStatus: rollout.status };
  return decideReport(action, report, rollout.settings);
}

/** What an outcome changes; null where it is a sign of life, or nothing. */
export function changeOf(outcome: ReportOutcome): DeviceChange | null {
  return outcome.kind === "changed" ? outcome.change : null;
}
