import { describe, expect, it } from "vitest";
import { listNeeds, type HoldOfProduct } from "#components/overview/needs.ts";
import { emptyCounts } from "#lib/rollouts/rules/rollout.ts";
import type { PlanSummary } from "#lib/rollbacks/view.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

function rollout(changes: Partial<RolloutView>): RolloutView {
  const usual = {
    id: "r1",
    number: 7,
    product: { id: "p1", slug: "web" },
    toVersion: "1.4.0",
    status: "running",
    statusReason: null,
    digest: "sha256:aa",
    resolveAttempts: 0,
    waitingFor: null,
    batches: [],
    updatedAt: "2026-03-01T12:00:00.000Z",
  };
  return { ...usual, ...changes } as RolloutView;
}

const hold: HoldOfProduct = {
  id: "h1",
  tag: "1.3.9",
  digest: "sha256:bb",
  reason: "Failure rate 40 %",
  heldAt: "2026-03-01T12:00:00.000Z",
  rolloutId: null,
  productId: "p1",
  product: { slug: "web" },
};

const needsOf = (some: Partial<Parameters<typeof listNeeds>[0]>) =>
  listNeeds({ rollouts: [], holds: [], plans: [], ...some });
const titles = (...rollouts: RolloutView[]) => needsOf({ rollouts }).map(({ title }) => title);

describe("what needs a person", () => {
  it("is nothing while rollouts move by themselves", () => {
    expect(titles(rollout({}), rollout({ waitingFor: { reason: "delay", until: null } }))).toEqual([]);
  });

  it("is a pause", () => {
    const paused = rollout({ status: "paused", waitingFor: { reason: "paused", until: null }, statusReason: "Odd" });
    expect(needsOf({ rollouts: [paused] })).toMatchObject([
      { kind: "paused", title: "#7 web 1.4.0 is paused", cause: "Odd" },
    ]);
  });

  it("is no pause that is about to be rolled back", () => {
    expect(titles(rollout({ status: "paused", waitingFor: null }))).toEqual([]);
  });

  it("is an approval, with the number of devices", () => {
    const batch = {
      index: 1,
      percent: 50,
      status: "pending" as const,
      deviceCount: 41,
      counts: { ...emptyCounts(), pending: 40, skipped: 1 },
      failureRate: 0,
      startedAt: null,
      completedAt: null,
      approvedAt: null,
      approvedBy: null,
    };
    const waiting = rollout({
      waitingFor: { reason: "approval", until: null },
      batches: [{ ...batch, index: 0, status: "completed" }, batch],
    });
    expect(needsOf({ rollouts: [waiting] })[0]!.cause).toBe("Batch 2 of 2: 40 devices");
  });

  it("is a registry that does not answer, but not the first question to it", () => {
    expect(titles(rollout({ status: "pending", digest: null }))).toEqual([]);
    expect(titles(rollout({ status: "pending", digest: null, resolveAttempts: 2 }))).toEqual([
      "#7 web 1.4.0 cannot start",
    ]);
  });

  it("is a held release", () => {
    expect(needsOf({ holds: [hold] })).toMatchObject([
      { kind: "held", title: "web 1.3.9 is held", href: "/products/p1" },
    ]);
  });

  it("is a rollback that stands half-way before all else, and one that needs approval", () => {
    const plan = {
      id: "b1",
      number: 3,
      product: { id: "p1", slug: "web" },
      from: { version: "2.0.0" },
      to: { version: "1.9.0" },
      reason: "Doors stay open",
      statusReason: null,
      createdAt: "2026-03-01T12:00:00.000Z",
    };
    const plans = [
      { ...plan, status: "awaitingApproval" },
      { ...plan, id: "b2", number: 2, status: "needsDecision", statusReason: "2 devices failed" },
    ] as PlanSummary[];
    const paused = rollout({ status: "paused", waitingFor: { reason: "paused", until: null } });
    expect(needsOf({ plans, rollouts: [paused] }).map(({ title, cause }) => [title, cause])).toEqual([
      ["Rollback #2 web 2.0.0 → 1.9.0 stands half-way", "2 devices failed"],
      ["#7 web 1.4.0 is paused", null],
      ["Rollback #3 web 2.0.0 → 1.9.0 needs approval", "Doors stay open"],
    ]);
  });
});
