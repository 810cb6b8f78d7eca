import { describe, expect, test } from "vitest";
import { nextStep, type RolloutFacts, type RolloutState, type Step } from "#lib/rollouts/rules/next-step.ts";
import { countDevices, emptyCounts, type BatchFacts, type DeviceCounts } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";

const now = new Date("2026-01-05T09:00:00Z"); // A Monday morning.
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const inMinutes = (minutes: number) => minutesAgo(-minutes);

const settings: RolloutSettings = {
  batches: [50, 100],
  batchDelayMinutes: 0,
  healthCheckEnabled: true,
  healthCheckConfig: null,
  autoRollbackEnabled: true,
  onFailureLimit: "pause",
  maxFailureRate: 0.2,
  deviceTimeoutSeconds: 3600,
  deviceFilter: {},
  maintenanceWindow: null,
};
const night = { start: "22:00", end: "04:00", timeZone: "UTC" };

type BatchWish = Partial<Omit<BatchFacts, "counts">> & { counts?: Partial<DeviceCounts> };

function aBatch(index: number, { counts: given, ...wish }: BatchWish): BatchFacts {
  const counts = { ...emptyCounts(), ...given };
  return {
    index,
    percent: 50 * (index + 1),
    status: "pending",
    deviceCount: countDevices(counts),
    everFailed: counts.failed,
    acceptedFailures: 0,
    startedAt: null,
    completedAt: null,
    approvedAt: null,
    ...wish,
    counts,
  };
}

interface Wish {
  rollout?: Partial<Omit<RolloutState, "settings">>;
  settings?: Partial<RolloutSettings>;
  facts?: Partial<Omit<RolloutFacts, "batches">>;
  batches?: BatchWish[];
}

function decide({ rollout, settings: rules, facts, batches = [] }: Wish): Step {
  const state: RolloutState = {
    status: "running",
    pausedFrom: null,
    strategy: "staged",
    digest: "sha256:1",
    scheduledAt: null,
    resolveAt: null,
    ...rollout,
    settings: { ...settings, ...rules },
  };
  const known: RolloutFacts = {
    nextDeadlineAt: null,
    canOffer: false,
    canRollBack: false,
    withdrawal: null,
    ...facts,
    batches: batches.map((batch, index) => aBatch(index, batch)),
  };
  return nextStep(state, known, now);
}

const done: BatchWish = { status: "completed", completedAt: minutesAgo(10), counts: { healthy: 5 } };
const waiting: BatchWish = { counts: { pending: 5 } };

describe("a rollout that has not started", () => {
  test.each<[string, Wish, Partial<Step>]>([
    [
      "waits for the registry while the digest is unknown",
      { rollout: { status: "pending", digest: null, resolveAt: inMinutes(1) } },
      { kind: "wait", reason: "registry", until: inMinutes(1) },
    ],
    ["starts as soon as the digest is known", { rollout: { status: "pending" } }, { kind: "start" }],
    [
      "is put on the list where its time has not come",
      { rollout: { status: "pending", scheduledAt: inMinutes(30) } },
      { kind: "schedule", until: inMinutes(30) },
    ],
    [
      "waits for its time",
      { rollout: { status: "scheduled", scheduledAt: inMinutes(30) } },
      { kind: "wait", reason: "scheduledTime", until: inMinutes(30) },
    ],
    ["starts at its time", { rollout: { status: "scheduled", scheduledAt: now } }, { kind: "start" }],
    [
      "waits for the next opening under the strategy scheduled",
      { rollout: { status: "scheduled", strategy: "scheduled" }, settings: { maintenanceWindow: night } },
      { kind: "wait", reason: "window", until: new Date("2026-01-05T22:00:00Z") },
    ],
    [
      "starts outside of the window under any other strategy, for its batches wait for themselves",
      { rollout: { status: "pending" }, settings: { maintenanceWindow: night } },
      { kind: "start" },
    ],
    [
      "ends where its release is held",
      { rollout: { status: "scheduled" }, facts: { withdrawal: "held" } },
      { kind: "cancel" },
    ],
    [
      "ends where its version was deprecated meanwhile",
      { rollout: { status: "pending" }, facts: { withdrawal: "deprecated" } },
      { kind: "cancel", reason: "Its version is deprecated." },
    ],
  ])("%s", (_, wish, expected) => expect(decide(wish)).toMatchObject(expected));
});

describe("a running rollout", () => {
  test.each<[string, Wish, Partial<Step>]>([
    [
      "pauses before it offers anything more of a version that was deprecated",
      { facts: { withdrawal: "deprecated", canOffer: true }, batches: [{ status: "running" }] },
      { kind: "pause", reason: "Its version is deprecated." },
    ],
    ["starts its first batch", { batches: [waiting, waiting] }, { kind: "startBatch", batchIndex: 0 }],
    [
      "offers to the devices of a started batch",
      { batches: [{ status: "running", counts: { pending: 5 } }, waiting], facts: { canOffer: true } },
      { kind: "offer" },
    ],
    [
      "waits for devices, until the first deadline",
      {
        batches: [{ status: "running", counts: { scheduled: 3, updating: 2 } }],
        facts: { nextDeadlineAt: inMinutes(5) },
      },
      { kind: "wait", reason: "devices", until: inMinutes(5) },
    ],
    [
      "fails the silent before anything else",
      { batches: [{ status: "running", counts: { healthy: 5 } }], facts: { nextDeadlineAt: now } },
      { kind: "expire" },
    ],
    [
      "completes a batch in which everybody answered",
      { batches: [{ status: "running", counts: { healthy: 5 } }, waiting] },
      { kind: "completeBatch", batchIndex: 0 },
    ],
    [
      "completes a batch in which nobody needs the release, without waiting for anything",
      { rollout: { strategy: "manual" }, batches: [{ counts: { skipped: 5 } }, waiting] },
      { kind: "completeBatch", batchIndex: 0 },
    ],
    ["starts the next batch", { batches: [done, waiting] }, { kind: "startBatch", batchIndex: 1 }],
    [
      "waits for the delay",
      { settings: { batchDelayMinutes: 30 }, batches: [done, waiting] },
      { kind: "wait", reason: "delay", until: inMinutes(20) },
    ],
    [
      "starts when the delay has passed",
      { settings: { batchDelayMinutes: 10 }, batches: [done, waiting] },
      { kind: "startBatch" },
    ],
    [
      "counts no delay after a batch in which nothing was done",
      {
        settings: { batchDelayMinutes: 30 },
        batches: [{ status: "completed", completedAt: now, counts: { skipped: 5 } }, waiting],
      },
      { kind: "startBatch", batchIndex: 1 },
    ],
    [
      "waits for approval under the strategy manual, the first batch too",
      { rollout: { strategy: "manual" }, batches: [waiting] },
      { kind: "wait", reason: "approval", until: null },
    ],
    [
      "does not wait for the delay once approved",
      {
        rollout: { strategy: "manual" },
        settings: { batchDelayMinutes: 30 },
        batches: [done, { ...waiting, approvedAt: now }],
      },
      { kind: "startBatch" },
    ],
    [
      "waits for the window even when approved",
      {
        rollout: { strategy: "manual" },
        settings: { maintenanceWindow: night },
        batches: [{ ...waiting, approvedAt: now }],
      },
      { kind: "wait", reason: "window" },
    ],
    [
      "waits no longer than until a device in an earlier batch may fall silent",
      { settings: { batchDelayMinutes: 30 }, batches: [done, waiting], facts: { nextDeadlineAt: inMinutes(1) } },
      { kind: "wait", reason: "delay", until: inMinutes(1) },
    ],
    [
      "completes after the last batch",
      { batches: [done, done] },
      { kind: "complete", reason: "Every device is healthy." },
    ],
    ["completes without devices", { batches: [] }, { kind: "complete", reason: "No device was selected." }],
    [
      "says so where everybody had the release already",
      { batches: [{ status: "completed", counts: { skipped: 3 } }] },
      { kind: "complete", reason: "Every selected device already ran this release." },
    ],
    [
      "fails where nobody became healthy",
      { settings: { maxFailureRate: 1 }, batches: [{ status: "completed", counts: { failed: 2 } }] },
      { kind: "fail" },
    ],
    [
      "waits for devices that are retried after the last batch",
      {
        batches: [{ status: "completed", counts: { healthy: 4, updating: 1 } }],
        facts: { nextDeadlineAt: inMinutes(5) },
      },
      { kind: "wait", reason: "devices" },
    ],
    [
      "goes on past a batch that was taken back",
      { batches: [{ status: "rolledBack", completedAt: now, counts: { rolledBack: 3, failed: 2 } }, waiting] },
      { kind: "startBatch", batchIndex: 1 },
    ],
  ])("%s", (_, wish, expected) => expect(decide(wish)).toMatchObject(expected));
});

describe("a batch that fails", () => {
  const bad: BatchWish = { status: "running", counts: { failed: 3, healthy: 2, pending: 5 } };

  test("pauses the rollout before another device gets the release", () => {
    expect(decide({ batches: [bad], facts: { canOffer: true } })).toMatchObject({ kind: "pause", failureRate: 0.6 });
  });

  test.each([
    ["pause", { kind: "wait", reason: "paused" }],
    ["rollBack", { kind: "rollBack" }],
  ] as const)("is followed, from that pause, by what the policy says: %s", (onFailureLimit, expected) => {
    const wish: Wish = {
      rollout: { status: "paused", pausedFrom: "running" },
      settings: { onFailureLimit },
      batches: [bad],
    };
    expect(decide(wish)).toMatchObject(expected);
  });

  test("does not count failures that a person accepted", () => {
    expect(decide({ batches: [{ ...bad, acceptedFailures: 3 }], facts: { canOffer: true } })).toEqual({
      kind: "offer",
    });
  });
});

describe("taking back", () => {
  test.each<[string, Wish, Partial<Step>]>([
    [
      "a paused rollout takes back its offers, so that their devices wait again",
      { rollout: { status: "paused" }, batches: [{ status: "running", counts: { scheduled: 2, updating: 1 } }] },
      { kind: "withdraw", to: "pending", scope: "all" },
    ],
    [
      "nobody fails for not taking an offer that is taken back",
      {
        rollout: { status: "paused" },
        batches: [{ status: "running", counts: { scheduled: 2 } }],
        facts: { nextDeadlineAt: minutesAgo(1) },
      },
      { kind: "withdraw" },
    ],
    [
      "a cancelled rollout takes back its offers for good",
      { rollout: { status: "cancelled" }, batches: [{ status: "cancelled", counts: { scheduled: 2 } }] },
      { kind: "withdraw", to: "skipped", scope: "all" },
    ],
    [
      "a cancelled rollout leaves out who waits",
      { rollout: { status: "cancelled" }, batches: [{ status: "cancelled", counts: { pending: 2 } }] },
      { kind: "skip", scope: "all" },
    ],
    [
      "a cancelled rollout still notices who falls silent",
      {
        rollout: { status: "cancelled" },
        batches: [{ status: "cancelled", counts: { updating: 1 } }],
        facts: { nextDeadlineAt: now },
      },
      { kind: "expire" },
    ],
    [
      "a batch that is taken back leaves the others alone",
      {
        rollout: { status: "paused" },
        batches: [done, { status: "rolledBack", counts: { pending: 2, healthy: 1 } }, waiting],
        facts: { canRollBack: true },
      },
      { kind: "skip", scope: "takenBack" },
    ],
    [
      "then offers the way back",
      {
        rollout: { status: "paused" },
        batches: [{ status: "rolledBack", counts: { healthy: 1 } }],
        facts: { canRollBack: true },
      },
      { kind: "offerRollbacks" },
    ],
    [
      "and then the wish is fulfilled",
      { rollout: { status: "paused" }, batches: [{ status: "rolledBack", counts: { healthy: 1 } }] },
      { kind: "finishBatchRollback", batchIndex: 0 },
    ],
    [
      "a rollout that is rolled back waits for its devices",
      {
        rollout: { status: "rollingBack" },
        batches: [{ status: "running", counts: { healthy: 1 } }],
        facts: { nextDeadlineAt: inMinutes(5) },
      },
      { kind: "wait", reason: "rollback", until: inMinutes(5) },
    ],
    [
      "but not for ever, where an offer was made before",
      {
        rollout: { status: "rollingBack" },
        batches: [{ status: "running", counts: { failed: 1 } }],
        facts: { nextDeadlineAt: inMinutes(60 * 24) },
      },
      { kind: "awaitRollbacks" },
    ],
    [
      "and ends when nothing is open any more",
      { rollout: { status: "rollingBack" }, batches: [{ status: "running", counts: { rolledBack: 1 } }] },
      { kind: "finishRollback" },
    ],
  ])("%s", (_, wish, expected) => expect(decide(wish)).toMatchObject(expected));
});

test.each(["completed", "failed", "cancelled", "rolledBack"] as const)("a %s rollout rests", (status) => {
  expect(decide({ rollout: { status }, batches: [done] })).toEqual({ kind: "wait", reason: "nothing", until: null });
});
