import { describe, expect, test } from "vitest";
import {
  decideReport,
  decideRollback,
  decideSilence,
  mayBegin,
  reportStatuses,
  type ReportedAction,
  type ReportStatus,
} from "#lib/rollouts/rules/device.ts";
import { healthCheckConfigInput } from "#lib/rollouts/rules/health-check.ts";
import { actionStatuses, type ActionKind, type ActionStatus } from "#lib/rollouts/rules/rollout.ts";

const http = { type: "http", endpoint: "http://{device_ip}/health" };
const rules = {
  none: { healthCheckEnabled: false, healthCheckConfig: null },
  device: { healthCheckEnabled: true, healthCheckConfig: null },
  server: { healthCheckEnabled: true, healthCheckConfig: healthCheckConfigInput.parse({ ...http, by: "server" }) },
};
type Rules = keyof typeof rules;

function anAction(status: ActionStatus, kind: ActionKind = "update"): ReportedAction {
  const isClosed = ["healthy", "failed", "rolledBack", "cancelled"].includes(status);
  return { kind, status, isClosed, rolloutStatus: "running" };
}

/** Tells an outcome in words: "taken" where the device begins, "ends:" where the action is closed. */
function tell(action: ReportedAction, report: ReportStatus, by: Rules): string {
  const outcome = decideReport(action, report, rules[by]);
  if (outcome.kind !== "changed") return outcome.kind;
  const { change } = outcome;
  const words = [change.isClosed ? `ends:${change.actionStatus}` : change.actionStatus];
  if (change.deviceStatus !== null) words.push(change.deviceStatus);
  if (change.fails) words.push("fails");
  if (change.startsProbes) words.push("probes");
  return words.join(" ");
}

describe("a report on an update", () => {
  test.each<[ActionStatus, ReportStatus, Rules, string]>([
    ["offered", "accepted", "device", "accepted updating"],
    ["offered", "downloading", "device", "downloading updating"],
    ["accepted", "downloading", "device", "downloading"],
    ["installing", "downloading", "device", "noted"],
    ["downloading", "accepted", "device", "noted"],
    ["installing", "installing", "device", "noted"],
    ["installing", "installed", "device", "installed updating"],
    ["offered", "installed", "device", "installed updating"],
    ["installed", "installed", "device", "noted"],
    ["installed", "installing", "device", "noted"],
    ["installed", "healthy", "device", "ends:healthy healthy"],
    ["offered", "healthy", "device", "ends:healthy healthy"],
    ["installing", "installed", "none", "ends:healthy healthy"],
    ["installing", "healthy", "none", "ends:healthy healthy"],
    ["installing", "installed", "server", "installed updating probes"],
    ["installing", "healthy", "server", "installed updating probes"],
    ["installed", "healthy", "server", "noted"],
    ["offered", "failed", "device", "ends:failed failed fails"],
    ["installed", "failed", "server", "ends:failed failed fails"],
    ["installing", "rolledBack", "device", "ends:rolledBack rolledBack fails"],
    ["healthy", "healthy", "device", "noted"],
    ["healthy", "failed", "device", "refused"],
    ["failed", "healthy", "device", "refused"],
    ["cancelled", "healthy", "device", "refused"],
    ["cancelled", "accepted", "device", "refused"],
  ])("%s, then %s, checked by %s: %s", (status, report, by, expected) => {
    expect(tell(anAction(status), report, by)).toBe(expected);
  });
});

describe("a report on a rollback", () => {
  test.each<[ActionStatus, ReportStatus, string]>([
    ["offered", "accepted", "accepted"],
    ["accepted", "installing", "installing"],
    ["installing", "installed", "ends:rolledBack rolledBack"],
    ["installing", "healthy", "ends:rolledBack rolledBack"],
    ["offered", "rolledBack", "ends:rolledBack rolledBack"],
    ["installing", "failed", "ends:failed failed fails"],
    ["rolledBack", "rolledBack", "noted"],
    ["rolledBack", "failed", "refused"],
  ])("%s, then %s: %s", (status, report, expected) => {
    for (const by of ["none", "device", "server"] as const) {
      expect(tell(anAction(status, "rollback"), report, by)).toBe(expected);
    }
  });
});

describe("a rollout that is not running", () => {
  test.each(["paused", "cancelled", "rollingBack", "completed"] as const)("%s lets no update begin", (status) => {
    const action = { ...anAction("offered"), rolloutStatus: status };
    expect(tell(action, "accepted", "device")).toBe("refused");
    expect(tell(action, "downloading", "device")).toBe("refused");
    expect(mayBegin("update", status)).toBe(false);
    expect(mayBegin("rollback", status)).toBe(true);
  });

  test("believes what has happened already", () => {
    const offered = { ...anAction("offered"), rolloutStatus: "paused" } as const;
    expect(tell(offered, "healthy", "device")).toBe("ends:healthy healthy");
    expect(tell({ ...offered, status: "accepted" }, "installing", "device")).toBe("installing");
  });
});

const everything = (["none", "device", "server"] as const).flatMap((by) =>
  (["update", "rollback"] as const).flatMap((kind) =>
    actionStatuses.flatMap((status) => reportStatuses.map((report) => ({ by, kind, status, report }))),
  ),
);

test("a closed action changes no more, and the same report a second time is no news", () => {
  for (const { by, kind, status, report } of everything) {
    const action = anAction(status, kind);
    const outcome = decideReport(action, report, rules[by]);
    if (action.isClosed) expect(outcome.kind).not.toBe("changed");
    if (outcome.kind !== "changed") continue;
    const { actionStatus, isClosed } = outcome.change;
    const repeated = decideReport({ ...action, status: actionStatus, isClosed }, report, rules[by]);
    expect(["noted", "refused"]).toContain(repeated.kind);
  }
});

test("silence is a failure", () => {
  expect(decideSilence()).toMatchObject({
    actionStatus: "failed",
    isClosed: true,
    deviceStatus: "failed",
    fails: true,
  });
});

describe("decideRollback", () => {
  const previous = { image: "r.example/app", digest: "sha256:1", version: "1.0.0" };
  const on = { autoRollbackEnabled: true };

  test("offers the previous release to a device whose update failed", () => {
    expect(decideRollback("update", on, previous)).toEqual({ kind: "offer", release: previous });
  });
  test("says why where nobody knows the previous release", () => {
    expect(decideRollback("update", on, null)).toMatchObject({
      kind: "none",
      reason: expect.stringContaining("nobody"),
    });
  });
  test("offers nothing where the policy does not say so, or the rollback itself failed", () => {
    expect(decideRollback("update", { autoRollbackEnabled: false }, previous)).toEqual({ kind: "none", reason: null });
    expect(decideRollback("rollback", on, previous)).toEqual({ kind: "none", reason: null });
  });
});
