import { describe, expect, test } from "vitest";
import {
  type OutlookAction,
  type OutlookFacts,
  outlookOf,
  type OutlookPart,
  type OutlookRollout,
} from "#lib/check-in/rules/outlook.ts";

const rollout: OutlookRollout = {
  id: "r14",
  number: 14,
  product: "gateway",
  version: "1.5.0",
  status: "running",
  statusReason: null,
  wait: null,
  currentBatch: 0,
};
const action: OutlookAction = {
  kind: "update",
  status: "offered",
  product: "gateway",
  version: "1.5.0",
  progress: null,
  waitingFor: null,
  isCancelRequested: false,
  rollout,
};
const part: OutlookPart = { rollout, status: "pending", reason: null, batchIndex: 1, hasBatchStarted: false };
const facts: OutlookFacts = { isRetired: false, isOnline: true, actions: [], parts: [], coming: [] };

const tell = (more: Partial<OutlookFacts>) => outlookOf({ ...facts, ...more }).map(({ sentence }) => sentence);

describe("an open action", () => {
  test.each<[string, Partial<OutlookAction>, string]>([
    ["offered", {}, "Rollout #14 offers it gateway 1.5.0: it takes it at its next poll."],
    ["downloading", { status: "downloading", progress: 40 }, "It is downloading gateway 1.5.0 of rollout #14, 40 %."],
    ["accepted", { status: "accepted" }, "It has begun with gateway 1.5.0 of rollout #14."],
    [
      "installed",
      { status: "installed", progress: 100 },
      "It has installed gateway 1.5.0 of rollout #14; whether it is well is not known yet.",
    ],
    [
      "waiting for consent",
      { waitingFor: "consent" },
      "Rollout #14 offers it gateway 1.5.0, which waits for the user's consent.",
    ],
    [
      "waiting for its window",
      { waitingFor: "window" },
      "Rollout #14 offers it gateway 1.5.0, which waits for its maintenance window.",
    ],
    [
      "waiting for a restart",
      { status: "installed", waitingFor: "confirmation" },
      "gateway 1.5.0 of rollout #14 is installed, and waits for the device's restart to confirm.",
    ],
    ["asked to stop", { isCancelRequested: true }, "It is asked to stop gateway 1.5.0 of rollout #14."],
    [
      "offered by a paused rollout",
      { rollout: { ...rollout, status: "paused", statusReason: "Too many failed." } },
      "Rollout #14 is paused: Too many failed.",
    ],
    [
      "on the way back",
      { kind: "rollback", version: "1.4.0", rollout: { ...rollout, status: "paused" } },
      "It is told to go back to gateway 1.4.0 by rollout #14: it takes it at its next poll.",
    ],
    [
      "downloading on the way back",
      { kind: "rollback", version: null, status: "downloading" },
      "On its way back, it is downloading gateway of rollout #14.",
    ],
    ["assigned", { rollout: null }, "An assignment offers it gateway 1.5.0: it takes it at its next poll."],
  ])("%s", (_name, change, sentence) => {
    expect(tell({ actions: [{ ...action, ...change }], parts: [part] })[0]).toBe(sentence);
  });

  test("of a device that is away", () => {
    expect(tell({ actions: [action], isOnline: false })).toEqual([
      "Rollout #14 offers it gateway 1.5.0: it has not been seen lately, and takes it when it polls.",
    ]);
  });
});

describe("a place in a rollout", () => {
  const wait = (reason: "approval" | "delay" | "window" | "devices") => ({ ...rollout, wait: { reason, until: null } });
  test.each<[string, Partial<OutlookPart>, string]>([
    [
      "batch under way",
      { rollout: wait("devices") },
      "Batch 2 of rollout #14 has not started: batch 1 is still under way.",
    ],
    ["approval", { rollout: wait("approval") }, "Batch 2 of rollout #14 has not started: it waits for approval."],
    [
      "delay",
      { rollout: wait("delay") },
      "Batch 2 of rollout #14 has not started: the pause after the batch before it is not over.",
    ],
    [
      "window",
      { rollout: wait("window") },
      "Batch 2 of rollout #14 has not started: the maintenance window is closed.",
    ],
    [
      "a later batch",
      { rollout: wait("approval"), batchIndex: 4 },
      "Batch 5 of rollout #14 has not started: its turn comes after the batches before it.",
    ],
    ["its turn", { hasBatchStarted: true }, "Its turn in batch 2 of rollout #14 has come: the offer is being made."],
    [
      "paused",
      { rollout: { ...rollout, status: "paused", statusReason: "By hand" } },
      "Rollout #14 is paused: By hand.",
    ],
    ["healthy", { status: "healthy" }, "It runs gateway 1.5.0 since rollout #14."],
    [
      "skipped",
      { status: "skipped", reason: "already runs this digest" },
      "Rollout #14 left it out: already runs this digest.",
    ],
    [
      "silent",
      { status: "failed", reason: "silent" },
      "gateway 1.5.0 of rollout #14 failed on it: it said nothing in time.",
    ],
    ["failed", { status: "failed", reason: "No space." }, "gateway 1.5.0 of rollout #14 failed on it: No space."],
    ["rolled back", { status: "rolledBack" }, "It went back from gateway 1.5.0 of rollout #14."],
    [
      "healthy in one that is over",
      { status: "healthy", rollout: { ...rollout, status: "completed" } },
      "It runs gateway 1.5.0 since rollout #14. No running rollout selects it.",
    ],
  ])("%s", (_name, change, sentence) => {
    expect(tell({ parts: [{ ...part, ...change }] })).toEqual([sentence]);
  });

  test("says when time alone ends the wait", () => {
    const until = new Date("2026-11-21T12:00:00Z");
    const told = (reason: "delay" | "devices", batchIndex = 1) =>
      outlookOf({ ...facts, parts: [{ ...part, batchIndex, rollout: { ...rollout, wait: { reason, until } } }] })[0]
        ?.until;
    expect(told("delay")).toBe(until);
    expect(told("delay", 2)).toBeNull();
    expect(told("devices")).toBeNull();
  });

  test("of a rollout that is over says nothing beside one that is not", () => {
    const over = { ...rollout, id: "r13", number: 13, status: "completed" } as const;
    expect(tell({ parts: [part, { ...part, rollout: over, status: "healthy" }] })).toHaveLength(1);
    expect(tell({ actions: [action], parts: [part, { ...part, rollout: over, status: "healthy" }] })).toHaveLength(1);
  });
});

test.each<[string, Partial<OutlookFacts>, string]>([
  ["retired", { isRetired: true, actions: [action] }, "It is retired: nothing is offered to it."],
  ["no rollout", {}, "No running rollout selects it."],
  [
    "one to come",
    { coming: [{ ...rollout, status: "pending", wait: { reason: "registry", until: null } }] },
    "Rollout #14 with gateway 1.5.0 has not started: it waits for the registry.",
  ],
  [
    "one that was paused before it chose",
    { coming: [{ ...rollout, status: "paused", statusReason: "By hand." }] },
    "Rollout #14 is paused: By hand.",
  ],
])("%s", (_name, more, sentence) => {
  expect(tell(more)).toEqual([sentence]);
});
