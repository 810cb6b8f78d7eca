import { expect, it } from "vitest";
import { drawBar, drawShare } from "#lib/cli/live/bar.ts";
import { describeElapsed } from "#lib/cli/live/elapsed.ts";
import type { Frame } from "#lib/cli/live/frame.ts";
import { planLines } from "#lib/cli/live/plan-lines.ts";
import { rolloutLines } from "#lib/cli/live/rollout-lines.ts";
import type { Paint } from "#lib/cli/paint.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";
import type { BatchView, RolloutView } from "#lib/rollouts/view.ts";

const plain: Paint = (_color, text) => text;
const frame: Frame = {
  columns: 100,
  rows: 30,
  now: new Date("2026-03-01T12:04:07Z"),
  news: [],
  trouble: null,
  paint: plain,
};
const none = { pending: 0, scheduled: 0, updating: 0, healthy: 0, failed: 0, rolledBack: 0, skipped: 0 };

function aBatch(index: number, counts: Partial<typeof none>, status: BatchView["status"] = "running"): BatchView {
  const all = { ...none, ...counts };
  const deviceCount = Object.values(all).reduce((sum, count) => sum + count, 0);
  return { index, status, deviceCount, counts: all, percent: 100, failureRate: 0 } as BatchView;
}

function aRollout(changes: Partial<RolloutView> = {}): RolloutView {
  return {
    number: 12,
    product: { id: "p", slug: "gateway" },
    image: "ghcr.io/acme/gateway",
    tag: "1.5.0",
    fromVersion: "1.4.1",
    toVersion: "1.5.0",
    strategy: "staged",
    status: "running",
    statusReason: null,
    policy: null,
    batches: [],
    currentBatch: 0,
    failureRate: 0,
    failureRateMax: 0.2,
    startedAt: "2026-03-01T12:00:00Z",
    completedAt: null,
    waitingFor: null,
    ...changes,
  } as RolloutView;
}

it.each([
  ["whole", [4], "████"],
  ["in proportion", [1, 1], "██××"],
  ["with what is rare still seen", [1_000_000, 1], "███×"],
  ["without what is not there", [0, 3], "××××"],
  ["empty", [0, 0], ""],
])("draws a bar %s", (_name, counts, expected) => {
  const signs = ["█", "×"];
  const parts = counts.map((count, index) => ({ count, sign: signs[index] ?? "?", color: "green" as const }));
  expect(drawBar(parts, 4, plain)).toBe(expected);
});

it("never draws a bar longer than it may be", () => {
  const parts = Array.from({ length: 6 }, () => ({ count: 1, sign: "x", color: "dim" as const }));
  for (let width = 1; width <= 20; width++) expect(drawBar(parts, width, plain)).toHaveLength(width);
});

it("draws a share, of which a little is seen", () => {
  expect([0, 0.001, 0.5, 1].map((share) => drawShare(share, 4, "red", plain))).toEqual([
    "░░░░",
    "█░░░",
    "██░░",
    "████",
  ]);
});

it.each([
  [0, "00:00"],
  [247_000, "04:07"],
  [3_847_000, "1:04:07"],
  [-5, "00:00"],
])("writes %d ms as a clock does", (millis, expected) => {
  expect(describeElapsed(millis)).toBe(expected);
});

it("draws a rollout with batches, gate and what it waits for", () => {
  const rollout = aRollout({
    batches: [aBatch(0, { healthy: 2 }, "completed"), aBatch(1, { healthy: 1, failed: 1, updating: 2, pending: 4 })],
    currentBatch: 1,
    failureRate: 0.25,
    waitingFor: { reason: "devices", until: "2026-03-01T12:05:07Z" },
  });
  const lines = rolloutLines(rollout, { ...frame, news: ["12:04:01  batch_started  batch 2"] });
  expect(lines[0]).toBe("Rollout #12  gateway 1.4.1 → 1.5.0  running  04:07");
  expect(lines).toContainEqual(expect.stringMatching(/^✓ {2}1 {2}█+ {2}100 % {2}2 healthy$/));
  expect(lines).toContainEqual(
    expect.stringMatching(/^▸ {2}2 {2}█+×+▒+░+ {3}12 % {2}1 healthy, 1 failed, 2 updating, 4 pending$/),
  );
  expect(lines).toContainEqual(expect.stringContaining("25 % failed, at most 20 %: above the limit"));
  expect(lines).toContain("Waiting  for devices to answer, 01:00 at most");
  expect(lines.at(-1)).toBe("12:04:01  batch_started  batch 2");
});

it("says why it stands, and that the server is away", () => {
  const lines = rolloutLines(aRollout({ status: "paused", statusReason: "Too noisy." }), {
    ...frame,
    trouble: "Away.",
  });
  expect(lines).toContain("Why      Too noisy.");
  expect(lines).toContain("Its batches are not planned yet.");
  expect(lines.at(-1)).toBe("Away. Trying again …");
});

it("fits on the terminal, with the batch that is under way", () => {
  const batches = Array.from({ length: 60 }, (_, index) => aBatch(index, { pending: 1 }));
  const news = Array.from({ length: 20 }, (_, index) => `event ${index}`);
  for (const rows of [20, 24, 50]) {
    const lines = rolloutLines(aRollout({ batches, currentBatch: 40, statusReason: "Why" }), { ...frame, rows, news });
    expect(lines.length).toBeLessThan(rows);
    expect(lines).toContainEqual(expect.stringMatching(/^▸ 41 /));
    expect(lines).toContainEqual(expect.stringMatching(/… and \d+ more batches/));
    expect(lines.at(-1)).toBe("event 19");
  }
});

const plan = {
  number: 7,
  product: { slug: "gateway" },
  environment: { slug: "production" },
  from: { version: "2.0.0" },
  to: { version: "1.0.0" },
  reason: "Doors stay open",
  strategy: "gradual",
  status: "executing",
  statusReason: null,
  approval: { need: { count: 2, role: "approver" }, standing: { kind: "waiting", given: 1, missing: 1 } },
  executions: [
    {
      startedAt: "2026-03-01T12:00:00Z",
      completedAt: null,
      stages: [
        { name: "hold", status: "completed", statusReason: null },
        { name: "carry", status: "running", statusReason: "2 devices" },
      ],
    },
  ],
  whereabouts: { total: 4, back: 1, underWay: 2, failed: 1, unreachable: 0, untouched: 0, elsewhere: 0 },
} as unknown as PlanView;

it("draws a rollback with its stages and which device is where", () => {
  const lines = planLines(plan, frame);
  expect(lines[0]).toBe("Rollback #7  gateway 2.0.0 → 1.0.0  executing  04:07");
  expect(lines).toContain("✓ hold       completed");
  expect(lines).toContain("▸ carry      running  2 devices");
  expect(lines).toContainEqual(expect.stringMatching(/^Devices {2}█+×+▒+$/));
  expect(lines.at(-1)).toBe("3 of 4 devices still run 2.0.0: 1 failed, 2 on their way.");
});

it("says of a plan that was not begun which approvals are missing", () => {
  expect(planLines({ ...plan, executions: [], whereabouts: null, status: "awaitingApproval" }, frame)).toContain(
    "Waiting for approvals: 1 of 2 given, of the role approver.",
  );
});
