import fc from "fast-check";
import { expect, test } from "vitest";
import { DomainError } from "#lib/kernel/errors.ts";
import { reportStatuses } from "#lib/rollouts/rules/device.ts";
import { addsUp, rebuildRollout } from "#lib/rollouts/rules/rebuild.ts";
import { emptyCounts, isFinal, strategies } from "#lib/rollouts/rules/rollout.ts";
import { RolloutModel } from "#lib/testing/rollout-model.ts";

const STEPS_MAX = 300;
const TIMEOUT_SECONDS = 600;

type Move =
  | { kind: "tick"; steps: number }
  | { kind: "report"; action: number; status: (typeof reportStatuses)[number] }
  | { kind: "time"; seconds: number }
  | { kind: "operator"; command: "pause" | "resume" | "cancel" | "approve" | "retry" | "rollBack" }
  | { kind: "rollBackBatch"; index: number }
  | { kind: "rollBackDevice"; index: number };

const moves: fc.Arbitrary<Move> = fc.oneof(
  // A tick that stops after a few steps is a process that was killed between two of them.
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("tick" as const), steps: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      action: fc.nat({ max: 1000 }),
      status: fc.constantFrom(...reportStatuses),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("time" as const), seconds: fc.constantFrom(30, 300, 700, 3700) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("operator" as const),
      command: fc.constantFrom("pause", "resume", "resume", "approve", "approve", "retry", "cancel", "rollBack"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rollBackBatch" as const), index: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rollBackDevice" as const), index: fc.nat({ max: 11 }) }) },
);

const worlds = fc.record({
  strategy: fc.constantFrom(...strategies),
  batches: fc.constantFrom<number[][]>([100], [50, 100], [10, 50, 100], [10, 20, 30, 100]),
  batchDelayMinutes: fc.constantFrom(0, 10),
  healthCheckEnabled: fc.boolean(),
  autoRollbackEnabled: fc.boolean(),
  onFailureLimit: fc.constantFrom("pause" as const, "rollBack" as const),
  maxFailureRate: fc.constantFrom(0, 0.2, 0.5, 1),
  devices: fc.array(
    fc.record({ knowsPrevious: fc.boolean(), runsAlready: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) }),
    { maxLength: 12 },
  ),
});

type World = typeof worlds extends fc.Arbitrary<infer Value> ? Value : never;

function makeModel({ strategy, devices, ...settings }: World): RolloutModel {
  return new RolloutModel(
    {
      ...settings,
      healthCheckConfig: null,
      deviceTimeoutSeconds: TIMEOUT_SECONDS,
      deviceFilter: {},
      // The strategy scheduled has to have one; this one is open by day.
      maintenanceWindow: strategy === "scheduled" ? { start: "06:00", end: "20:00", timeZone: "UTC" } : null,
    },
    strategy,
    devices,
  );
}

function take(model: RolloutModel, move: Move): void {
  switch (move.kind) {
    case "tick":
      runSteps(model, move.steps);
      break;
    case "report": {
      const action = model.actions[move.action % Math.max(1, model.actions.length)];
      if (action) model.report(action, move.status);
      break;
    }
    case "time":
      model.now = new Date(model.now.getTime() + move.seconds * 1000);
      break;
    default:
      attempt(() => operate(model, move));
  }
}

function operate(model: RolloutModel, move: Move): void {
  if (move.kind === "operator") model[move.command]();
  if (move.kind === "rollBackBatch") model.rollBackBatch(move.index);
  const device = move.kind === "rollBackDevice" ? model.devices[move.index] : undefined;
  if (device) model.rollBackDevice(device);
}

/** A click in a wrong state is refused, and nothing happens. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe("WRONG_STATE");
  }
}

/** Takes steps until the rollout has to wait, or as many as allowed. */
function runSteps(model: RolloutModel, steps: number): boolean {
  for (let taken = 0; taken < steps; taken++) {
    const step = model.decide();
    if (step.kind === "wait") return true;
    const before = { status: model.state.status, updates: updatesOf(model) };
    model.perform(step);
    if (before.status === "paused") expect(updatesOf(model)).toBe(before.updates);
    if (isFinal(before.status)) expect(model.state.status).toBe(before.status);
  }
  return false;
}

function updatesOf(model: RolloutModel): number {
  return model.actions.filter((action) => action.kind === "update").length;
}

function expectInvariants(model: RolloutModel): void {
  const open = model.openActions().map((action) => action.device.id);
  expect(new Set(open).size).toBe(open.length);
  for (const device of model.devices) {
    if (device.status === "failed") expect(device.hasFailed).toBe(true);
    if (device.status === "scheduled") {
      expect(model.openActions().find((action) => action.device === device)).toMatchObject({ status: "offered" });
    }
  }
}

/** What the events tell must be what the tables say. */
function expectRebuilt(model: RolloutModel): void {
  const rebuilt = rebuildRollout(model.events);
  expect(rebuilt.status).toBe(model.state.status);
  expect(rebuilt.batches.map((batch) => batch.status)).toEqual(model.batches.map((batch) => batch.status));
  const sizes = model.batches.map((_, index) => model.devices.filter((device) => device.batchIndex === index).length);
  expect(addsUp(rebuilt, sizes)).toBe(true);
  const counts = model.batches.map(() => emptyCounts());
  for (const device of model.devices) counts[device.batchIndex]![device.status] += 1;
  expect(rebuilt.batches.map((batch) => batch.counts)).toEqual(counts);
  for (const device of model.devices) {
    const known = rebuilt.devices.get(device.id);
    if (known) expect([known.status, known.hasFailed]).toEqual([device.status, device.hasFailed]);
  }
}

/** Everybody falls silent, and a person says yes to everything: then every rollout comes to its end. */
function expectEnd(model: RolloutModel): void {
  for (let round = 0; round < 100; round++) {
    expect(runSteps(model, STEPS_MAX)).toBe(true);
    // Run it twice: the second time nothing happens.
    expect(model.decide().kind).toBe("wait");
    if (isFinal(model.state.status)) return;
    if (model.state.status === "paused") model.resume();
    else attempt(() => model.approve());
    model.now = new Date(model.now.getTime() + 6 * 3_600_000);
  }
  throw new Error(`A rollout never ends: ${JSON.stringify(model.decide())} while ${model.state.status}`);
}

test("5,000 random walks keep every promise", () => {
  fc.assert(
    fc.property(worlds, fc.array(moves, { minLength: 10, maxLength: 60 }), (world, walk) => {
      const model = makeModel(world);
      for (const move of walk) {
        take(model, move);
        expectInvariants(model);
      }
      expectRebuilt(model);
      expectEnd(model);
      expectInvariants(model);
      expectRebuilt(model);
    }),
    { numRuns: 5_000 },
  );
}, 120_000);
