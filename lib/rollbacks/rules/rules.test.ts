import { describe, expect, it } from "vitest";
import { blockingOf, judgeChecks, worstOf, type CheckFacts, type CheckName } from "#lib/rollbacks/rules/checks.ts";
import {
  canonicalText,
  deviceLimit,
  differencesOf,
  forceOf,
  lastingFindings,
  renewContent,
  verdictsOf,
  type PlanContent,
} from "#lib/rollbacks/rules/content.ts";
import { estimateDowntime } from "#lib/rollbacks/rules/downtime.ts";
import { judgeGuard } from "#lib/rollbacks/rules/guard.ts";
import { allowedCommands, planStatuses, refuseWrongState } from "#lib/rollbacks/rules/plan.ts";
import { chooseTarget, describeNone, type Candidate } from "#lib/rollbacks/rules/target.ts";
import { countLeft, describeWhereabouts, emptyWhereabouts } from "#lib/rollbacks/rules/whereabouts.ts";
import { runsQuery } from "#lib/rollbacks/store-running.ts";
import { findDeviceQueryFault } from "#lib/devices/rules/device-query.ts";

const ID = "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11";

/** Nothing speaks against it. */
const calm: CheckFacts = {
  from: { version: "2.0.0", digest: "sha256:b" },
  to: { version: "1.0.0", digest: "sha256:a", isHeld: false, isDeprecated: false, files: 1 },
  productSlug: "gateway",
  isOlder: true,
  migrations: [],
  floors: [],
  breaking: [],
  apiComparison: null,
  dependents: [],
  impact: { devices: 10, placeDevices: 100, online: 10, fleets: [{ fleetId: ID, fleet: "lab", devices: 10 }] },
  openDeployments: [],
  openRollouts: [],
  openRollbacks: [],
  records: { channels: [], distributions: [], openActions: 0, packages: 0, migrationChecks: [] },
};

describe("safety checks", () => {
  const cases: [string, Partial<CheckFacts>, CheckName, string][] = [
    ["a target that is held blocks", { to: { ...calm.to, isHeld: true } }, "target", "block"],
    ["a target without content blocks", { to: { ...calm.to, digest: null } }, "target", "block"],
    ["a target with the same content blocks", { to: { ...calm.to, digest: "sha256:b" } }, "target", "block"],
    ["a newer target is warned of", { isOlder: false }, "target", "warn"],
    ["a migration that nobody can take back blocks", { migrations: [migration(false)] }, "dataCompatibility", "block"],
    ["a migration with a way back is warned of", { migrations: [migration(true)] }, "dataCompatibility", "warn"],
    ["a floor between is warned of", { floors: [{ versionId: ID, version: "1.5.0" }] }, "dataCompatibility", "warn"],
    [
      "a breaking change is warned of",
      { breaking: [{ versionId: ID, version: "2.0.0", description: "No v1" }] },
      "apiCompatibility",
      "warn",
    ],
    [
      "API documents that break clients are warned of",
      { apiComparison: { breaking: 2, first: "GET /a" } },
      "apiCompatibility",
      "warn",
    ],
    ["a dependent that needs the newer one blocks", { dependents: [dependent("^2.0.0")] }, "dependencies", "block"],
    ["a dependent that takes both passes", { dependents: [dependent(">=1")] }, "dependencies", "pass"],
    ["half of the devices are warned of", { impact: { ...calm.impact, placeDevices: 15 } }, "userImpact", "warn"],
    ["silent devices are warned of", { impact: { ...calm.impact, online: 9 } }, "userImpact", "warn"],
    ["another rollback there blocks", { openRollbacks: [{ planId: ID, number: 1 }] }, "activeDeployments", "block"],
    ["another version on its way blocks", { openDeployments: [open(false)] }, "activeDeployments", "block"],
    [
      "another version in the line is warned of",
      { openDeployments: [{ ...open(false), status: "queued" }] },
      "activeDeployments",
      "warn",
    ],
    ["the version itself on its way is warned of", { openRollouts: [open(true)] }, "activeDeployments", "warn"],
    [
      "rows that would lose their parent block",
      { records: { ...calm.records, migrationChecks: [migrationCheck("block")] } },
      "orphanedRecords",
      "block",
    ],
    ["open offers are warned of", { records: { ...calm.records, openActions: 3 } }, "orphanedRecords", "warn"],
  ];

  it.each(cases)("%s", (_title, facts, name, verdict) => {
    const checks = judgeChecks({ ...calm, ...facts });
    expect(checks.find((check) => check.name === name)?.verdict).toBe(verdict);
    expect(worstOf(checks)).toBe(verdict);
    expect(blockingOf(checks)).toEqual(verdict === "block" ? [name] : []);
  });

  it("pass where nothing speaks against it", () => {
    expect(worstOf(judgeChecks(calm))).toBe("pass");
  });

  it("show what can be read on a page, and count the rest", () => {
    const breaking = Array.from({ length: 70 }, (_, at) => ({ versionId: ID, version: "2.0.0", description: `${at}` }));
    const found = judgeChecks({ ...calm, breaking }).find(({ name }) => name === "apiCompatibility");
    expect([found?.evidence.length, found?.more]).toEqual([50, 20]);
  });
});

function migration(hasWayBack: boolean): CheckFacts["migrations"][number] {
  return { deploymentId: ID, number: 7, version: "2.0.0", stage: "schema", hasWayBack };
}

function dependent(range: string): CheckFacts["dependents"][number] {
  return { productId: ID, product: "app", version: "3.0.0", range, devices: null };
}

function open(isOfFrom: boolean) {
  return { id: ID, number: 8, version: isOfFrom ? "2.0.0" : "3.0.0", status: "running", isOfFrom };
}

function migrationCheck(verdict: "warn" | "block") {
  return { databaseId: ID, database: "shop", migration: "0042", verdict, orphans: 12, summary: "…" };
}

const checks = judgeChecks(calm);
const content: PlanContent = {
  revision: 1,
  authorIds: [ID],
  product: { id: ID, slug: "gateway" },
  environment: null,
  deployment: null,
  rollout: null,
  from: { versionId: ID, version: "2.0.0", digest: "sha256:b", artifacts: [] },
  to: { versionId: ID, version: "1.0.0", image: "gateway", tag: "1.0.0", digest: "sha256:a", artifacts: [] },
  targetFoundBy: "named",
  deviceFilter: {},
  strategy: "immediate",
  batches: [100],
  gates: { maxFailureRate: 0.2, batchDelayMinutes: 0, deviceTimeoutSeconds: 60 },
  scheduledAt: null,
  timeZone: "UTC",
  reason: "Doors stay open",
  devices: { count: 10, limit: deviceLimit(10) },
  verdicts: verdictsOf(checks),
  findings: [],
  force: null,
};
const fresh = { fromDigest: "sha256:b", to: { digest: "sha256:a", artifacts: [] }, devices: 10, checks };

describe("an approval", () => {
  it("covers what was shown, and a tenth more devices", () => {
    expect(differencesOf(content, fresh)).toEqual([]);
    expect(differencesOf(content, { ...fresh, devices: 11 })).toEqual([]);
    expect(differencesOf(content, { ...fresh, devices: 3 })).toEqual([]);
  });

  it.each([
    ["more devices", { ...fresh, devices: 12 }],
    ["another content of the newer version", { ...fresh, fromDigest: "sha256:c" }],
    ["another content of the older version", { ...fresh, to: { digest: "sha256:c", artifacts: [] } }],
    ["other files", { ...fresh, to: { digest: "sha256:a", artifacts: [{ id: ID, sha256: "00" }] } }],
    ["a check that got worse", { ...fresh, checks: judgeChecks({ ...calm, isOlder: false }) }],
  ])("does not cover %s", (_title, now) => {
    expect(differencesOf(content, now)).toHaveLength(1);
    expect(differencesOf(renewContent(content, now), now)).toEqual([]);
  });

  it("does not cover more of what was warned of, and covers less of it", () => {
    const say = (...descriptions: string[]) =>
      judgeChecks({
        ...calm,
        breaking: descriptions.map((description) => ({ versionId: ID, version: "2.0.0", description })),
      });
    const shown = say("No v1");
    const warned = { ...content, verdicts: verdictsOf(shown), findings: lastingFindings(shown) };
    expect(differencesOf(warned, { ...fresh, checks: shown })).toEqual([]);
    expect(differencesOf(warned, { ...fresh, checks: say() })).toEqual([]);
    const now = { ...fresh, checks: say("No v1", "No v2") };
    expect(differencesOf(warned, now)).toEqual([expect.stringContaining("found something more")]);
    expect(differencesOf(renewContent(warned, now), now)).toEqual([]);
  });

  it("covers what got better", () => {
    const worse = { ...content, verdicts: { ...content.verdicts, userImpact: "warn" as const } };
    expect(differencesOf(worse, fresh)).toEqual([]);
  });

  it("of a force falls with another check that blocks", () => {
    const held = judgeChecks({ ...calm, to: { ...calm.to, isHeld: true } });
    const forced = { ...content, force: { reason: "Fire", checks: ["dependencies" as const], found: [] } };
    expect(renewContent(forced, fresh).force).toEqual(forced.force);
    expect(renewContent(forced, { ...fresh, checks: held }).force).toBeNull();
  });

  it("of a force falls with something else that the same check finds", () => {
    const blocked = judgeChecks({ ...calm, dependents: [dependent("^2.0.0")] });
    const findings = lastingFindings(blocked);
    const forced = { ...content, verdicts: verdictsOf(blocked), findings, force: forceOf(blocked, "It is off") };
    expect(differencesOf(forced, { ...fresh, checks: blocked })).toEqual([]);
    const another = { ...dependent("^2.0.0"), productId: ID.replace("5b", "6b") };
    const now = { ...fresh, checks: judgeChecks({ ...calm, dependents: [dependent("^2.0.0"), another] }) };
    expect(differencesOf(forced, now)).toHaveLength(1);
    expect(renewContent(forced, now).force).toBeNull();
    const running = (at: string) => [{ ...open(false), id: at }];
    const active = judgeChecks({ ...calm, openDeployments: running("one") });
    const past = { ...content, verdicts: verdictsOf(active), force: forceOf(active, "It is ours") };
    expect(differencesOf(past, { ...fresh, checks: active })).toEqual([]);
    const others = judgeChecks({ ...calm, openDeployments: [...running("one"), ...running("two")] });
    expect(differencesOf(past, { ...fresh, checks: others })).toEqual(["More blocks it than was forced."]);
    expect(forceOf(judgeChecks({ ...calm, to: { ...calm.to, isHeld: true } }), "Anyway")).toBeNull();
  });

  it("binds to the content, whatever the order of its fields", () => {
    expect(canonicalText({ b: [1, { d: null, c: "x" }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
    expect(canonicalText({ a: 1, b: 2 })).toBe(canonicalText({ b: 2, a: 1 }));
  });
});

describe("the version to go back to", () => {
  const before: Candidate = { foundBy: "beforeDeployment", versionId: ID, version: "1.9.0", fault: null };
  const healthy: Candidate = { foundBy: "lastHealthy", versionId: ID, version: "1.8.0", fault: null };
  const named: Candidate = { foundBy: "named", versionId: ID, version: "1.0.0", fault: null };

  it("is the one before the deployment, else the last healthy one", () => {
    expect(chooseTarget([healthy, before])).toEqual({ kind: "found", candidate: before });
    expect(chooseTarget([healthy, { ...before, fault: "is held back" }])).toEqual({
      kind: "found",
      candidate: healthy,
    });
  });

  it("is the one that is named, and none where that is no good", () => {
    expect(chooseTarget([before, named])).toEqual({ kind: "found", candidate: named });
    expect(chooseTarget([before, { ...named, fault: "is deprecated" }]).kind).toBe("none");
    expect(describeNone([{ ...named, fault: "is deprecated" }])).toContain("1.0.0 is deprecated");
    expect(describeNone([])).toContain("Name the version");
  });
});

describe("whereabouts", () => {
  it("tell who still runs what was to be taken back", () => {
    const where = { ...emptyWhereabouts(), total: 10, back: 7, failed: 2, unreachable: 1 };
    expect(countLeft(where)).toBe(3);
    expect(describeWhereabouts(where, "2.0.0")).toBe("3 of 10 devices still run 2.0.0: 2 failed, 1 not heard from.");
    expect(describeWhereabouts({ ...emptyWhereabouts(), total: 2, back: 2 }, "2.0.0")).toContain("All 2 devices");
  });
});

describe("a plan", () => {
  it("that is over takes no command", () => {
    for (const status of ["completed", "failed", "rejected", "cancelled", "expired"] as const) {
      expect(allowedCommands(status)).toEqual([]);
    }
    expect(planStatuses.filter((status) => allowedCommands(status).includes("retry"))).toEqual(["needsDecision"]);
    expect(() => refuseWrongState("execute", { number: 1, status: "expired" })).toThrow("expired");
  });

  it("is not begun by itself a third time within the hour", () => {
    expect(judgeGuard("gateway", 1)).toEqual({ kind: "go" });
    expect(judgeGuard("gateway", 2).kind).toBe("stop");
  });

  it("tells the downtime from what updates took", () => {
    const times = { count: 3, low: 10, median: 20, high: 40 };
    expect(estimateDowntime(null, { batches: 1, batchDelayMinutes: 0 })).toBeNull();
    expect(estimateDowntime(times, { batches: 3, batchDelayMinutes: 2 })).toMatchObject({
      seconds: 20,
      low: 10,
      high: 40,
      totalSeconds: 360,
    });
  });

  it("means its devices in the language of device queries", () => {
    for (const digest of ["sha256:ab", null]) {
      const query = runsQuery('odd "app"', { version: "1.0.0-rc*", digest });
      expect(findDeviceQueryFault(query)).toBeNull();
    }
  });
});
