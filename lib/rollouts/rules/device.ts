// Where does a device's report lead? Late, repeated and reordered reports must be harmless.
import { assertNever } from "#lib/kernel/errors.ts";
import { serverCheckOf } from "#lib/rollouts/rules/health-check.ts";
import type { ActionKind, ActionStatus, DeviceStatus, Release, RolloutStatus } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";

export const reportStatuses = [
  "accepted",
  "downloading",
  "installing",
  "installed",
  "healthy",
  "failed",
  "rolledBack",
] as const satisfies readonly ActionStatus[];
export type ReportStatus = (typeof reportStatuses)[number];

export type DeviceEventType =
  | "device_accepted"
  | "device_updated"
  | "device_failed"
  | "device_rolled_back"
  | "health_check_passed"
  | "health_check_failed";

/** What a report, a probe or silence changes for one device and its action. */
export interface DeviceChange {
  actionStatus: ActionStatus;
  isClosed: boolean;
  /** Null leaves the device where it is. */
  deviceStatus: DeviceStatus | null;
  /** The device counts as failed from now on, whatever becomes of it. */
  fails: boolean;
  /** The server is to probe the device. */
  startsProbes: boolean;
  events: readonly DeviceEventType[];
}

export type ReportOutcome =
  | { kind: "refused"; reason: string }
  /** Nothing new, but a sign of life. */
  | { kind: "noted" }
  | { kind: "changed"; change: DeviceChange };

export interface ReportedAction {
  kind: ActionKind;
  status: ActionStatus;
  isClosed: boolean;
  rolloutStatus: RolloutStatus;
}

/** The reason of a device that said nothing until its deadline. */
export const SILENT = "silent";

type HealthRules = Pick<RolloutSettings, "healthCheckEnabled" | "healthCheckConfig">;

/** How far an action has come. What is reported from further back arrived late. */
const progress: Record<Exclude<ActionStatus, "failed" | "rolledBack" | "cancelled">, number> = {
  offered: 0,
  accepted: 1,
  downloading: 2,
  installing: 3,
  installed: 4,
  healthy: 5,
};

/** Decides what a report changes. */
export function decideReport(action: ReportedAction, report: ReportStatus, rules: HealthRules): ReportOutcome {
  if (action.isClosed) return answerClosed(action, report);
  switch (report) {
    case "accepted":
    case "downloading":
    case "installing":
      return decideProgress(action, report);
    case "installed":
    case "healthy":
      return action.kind === "rollback" ? changed(rolledBack(false)) : decideDone(action, report, rules);
    case "failed":
      return changed(failed([]));
    case "rolledBack":
      // On an update this is a device that took itself back: the release failed there.
      return changed(rolledBack(action.kind === "update"));
    default:
      return assertNever(report);
  }
}

/** Says whether a device may begin with what it was offered: a paused or ended rollout lets nobody begin. */
export function mayBegin(kind: ActionKind, rolloutStatus: RolloutStatus): boolean {
  return kind === "rollback" || rolloutStatus === "running";
}

/** What silence past the deadline changes. A silent rollback leaves unknown what runs there, which is a failure. */
export function decideSilence(): DeviceChange {
  return failed([]);
}

/** What the last failed probe of the server changes. */
export function decideUnhealthy(): DeviceChange {
  return failed(["health_check_failed"]);
}

/** What a passed probe of the server changes. */
export function decideProbed(): DeviceChange {
  return healthy(["health_check_passed"]);
}

export type RollbackDecision = { kind: "offer"; release: Release } | { kind: "none"; reason: string | null };

/** Decides whether a device that failed is offered its previous release. */
export function decideRollback(
  kind: ActionKind,
  settings: Pick<RolloutSettings, "autoRollbackEnabled">,
  previous: Release | null,
): RollbackDecision {
  if (kind === "rollback" || !settings.autoRollbackEnabled) return { kind: "none", reason: null };
  if (previous === null) return { kind: "none", reason: "It cannot be rolled back: nobody knows what it ran before." };
  return { kind: "offer", release: previous };
}

function answerClosed(action: ReportedAction, report: ReportStatus): ReportOutcome {
  // A device repeats its last report when the answer was lost.
  if (action.status === report) return { kind: "noted" };
  if (action.status === "cancelled") return { kind: "refused", reason: "This action was withdrawn." };
  return { kind: "refused", reason: `This action is closed: ${action.status}.` };
}

function decideProgress(action: ReportedAction, report: "accepted" | "downloading" | "installing"): ReportOutcome {
  const isNew = action.status === "offered";
  if (isNew && !mayBegin(action.kind, action.rolloutStatus)) {
    return { kind: "refused", reason: `The rollout is ${action.rolloutStatus}; do not begin.` };
  }
  if (!isAhead(report, action.status)) return { kind: "noted" };
  const isUpdate = action.kind === "update";
  return changed({
    ...unchanged,
    actionStatus: report,
    deviceStatus: isNew && isUpdate ? "updating" : null,
    events: isNew && isUpdate ? ["device_accepted"] : [],
  });
}

function decideDone(action: ReportedAction, report: "installed" | "healthy", rules: HealthRules): ReportOutcome {
  const wasInstalled = action.status === "installed";
  if (!rules.healthCheckEnabled) return changed(healthy(["device_updated"]));
  if (serverCheckOf(rules) !== null) {
    // The device's own word does not count where the server looks for itself.
    return wasInstalled ? { kind: "noted" } : changed(installed(true));
  }
  if (report === "healthy") {
    return changed(healthy(wasInstalled ? ["health_check_passed"] : ["device_updated", "health_check_passed"]));
  }
  return wasInstalled ? { kind: "noted" } : changed(installed(false));
}

function isAhead(report: keyof typeof progress, status: ActionStatus): boolean {
  return status in progress && progress[report] > progress[status as keyof typeof progress];
}

const unchanged = { isClosed: false, deviceStatus: null, fails: false, startsProbes: false, events: [] } as const;

function installed(startsProbes: boolean): DeviceChange {
  return {
    ...unchanged,
    actionStatus: "installed",
    deviceStatus: "updating",
    startsProbes,
    events: ["device_updated"],
  };
}

function healthy(events: readonly DeviceEventType[]): DeviceChange {
  return { ...unchanged, actionStatus: "healthy", isClosed: true, deviceStatus: "healthy", events };
}

function failed(before: readonly DeviceEventType[]): DeviceChange {
  return {
    ...unchanged,
    actionStatus: "failed",
    isClosed: true,
    deviceStatus: "failed",
    fails: true,
    events: [...before, "device_failed"],
  };
}

function rolledBack(fails: boolean): DeviceChange {
  return {
    ...unchanged,
    actionStatus: "rolledBack",
    isClosed: true,
    deviceStatus: "rolledBack",
    fails,
    events: ["device_rolled_back"],
  };
}

function changed(change: DeviceChange): ReportOutcome {
  return { kind: "changed", change };
}
