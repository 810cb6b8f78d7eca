import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { advanceMachine } from "#lib/stages/advance-machine.ts";
import { defineMachine, type StageDefinition } from "#lib/stages/definition.ts";
import { command, type MachineCommand } from "#lib/stages/rules/commands.ts";
import type { MachineRecord } from "#lib/stages/rules/machine.ts";
import { MemoryMachineStore } from "#lib/stages/store-memory.ts";
import type { StageHandler, StageOutcome } from "#lib/stages/types.ts";
import { FakeClock } from "#lib/testing/fake-clock.ts";

interface Notes {
  version: string;
}
type Stages<Name extends string> = Record<Name, StageDefinition<Notes, Name>>;

class World<Name extends string> {
  readonly clock = new FakeClock();
  readonly store = new MemoryMachineStore<Notes, Name>(this.clock);
  readonly definition;
  readonly id = randomUUID();

  constructor(stages: Stages<Name>) {
    this.definition = defineMachine<Notes>()("test", stages);
    const { definition } = this;
    this.store.create({
      id: this.id,
      kind: "test",
      context: { version: "1.0.0" },
      stages: definition.names.map((name) => ({ name, needs: definition.needsOf(name) })),
    });
  }

  ask(wish: MachineCommand): Promise<unknown> {
    return this.store.change(this.id, (machine, now) => command(wish, machine, null, now));
  }

  advance(signal?: AbortSignal): Promise<Date | null> {
    return advanceMachine(this.store, this.definition, this.id, signal ? { signal } : {});
  }

  get machine(): MachineRecord<Notes, Name> {
    const machine = this.store.get(this.id);
    if (machine === null) throw new Error("There is no machine.");
    return machine;
  }

  statuses(): string[] {
    return this.machine.stages.map(({ status }) => status);
  }

  history(): string[] {
    return this.store.historyOf(this.id).map(({ type, stage }) => (stage === null ? type : `${type} ${stage}`));
  }
}

const says = (...outcomes: StageOutcome<Notes>[]): StageHandler<Notes, never> & { asked: () => number } => {
  let asked = 0;
  return {
    run: () => Promise.resolve(outcomes[Math.min(asked++, outcomes.length - 1)] ?? { kind: "completed" }),
    asked: () => asked,
  };
};
const done = (): StageHandler<Notes, never> => says({ kind: "completed" });
const undone = (notes: string[], name: string): StageHandler<Notes, never> => ({
  run: () => Promise.resolve({ kind: "completed" }),
  rollBack: () => {
    notes.push(name);
    return Promise.resolve({ kind: "completed" });
  },
});

describe("advanceMachine", () => {
  it("runs stages in their order, and hands on what they brought forth", async () => {
    const world = new World({
      build: { handler: { run: () => Promise.resolve({ kind: "completed", output: { digest: "sha256:1" } }) } },
      ship: {
        handler: {
          run: (turn) =>
            Promise.resolve({ kind: "completed", context: { version: String(turn.outputOf("build")?.digest) } }),
        },
      },
    });
    await world.ask("start");
    await world.advance();
    expect(world.machine).toMatchObject({ status: "completed", context: { version: "sha256:1" }, wakeAt: null });
    expect(world.history()).toEqual([
      "transition",
      "stage_start build",
      "stage_complete build",
      "stage_start ship",
      "stage_complete ship",
      "transition",
      "complete",
    ]);
  });

  it("runs branches side by side", async () => {
    let atWork = 0;
    let most = 0;
    const slow: StageHandler<Notes, never> = {
      run: async () => {
        most = Math.max(most, ++atWork);
        await new Promise((resolve) => setTimeout(resolve, 5));
        atWork -= 1;
        return { kind: "completed" };
      },
    };
    const world = new World({
      a: { handler: slow },
      b: { handler: slow, needs: [] },
      c: { handler: done(), needs: ["a", "b"] },
    });
    await world.ask("start");
    await world.advance();
    expect(most).toBe(2);
    expect(world.machine.status).toBe("completed");
  });

  it("takes back what was completed, in the other direction, when a stage fails for good", async () => {
    const notes: string[] = [];
    const world = new World({
      a: { handler: undone(notes, "a") },
      b: { handler: undone(notes, "b") },
      c: { handler: says({ kind: "failed", reason: "no luck" }), attemptsMax: 2 },
      d: { handler: done() },
    });
    await world.ask("start");
    await world.advance();
    expect(world.statuses()).toEqual(["completed", "completed", "pending", "pending"]);
    world.clock.advance({ seconds: 10 });
    await world.advance();
    expect(notes).toEqual(["b", "a"]);
    expect(world.machine).toMatchObject({ status: "rolledBack", statusReason: "c: no luck" });
    expect(world.statuses()).toEqual(["rolledBack", "rolledBack", "failed", "cancelled"]);
  });

  it("tries again after growing pauses, and no more often than it may", async () => {
    const handler = says({ kind: "failed", reason: "no luck" });
    const world = new World({ a: { handler, attemptsMax: 4, onFailure: "stop" } });
    await world.ask("start");
    const pauses: number[] = [];
    for (let turn = 0; turn < 10 && world.machine.status === "running"; turn++) {
      const wakeAt = await world.advance();
      if (wakeAt === null) break;
      pauses.push((wakeAt.getTime() - world.clock.now().getTime()) / 1000);
      world.clock.set(wakeAt);
    }
    expect(handler.asked()).toBe(4);
    expect(pauses).toHaveLength(3);
    pauses.forEach((pause, index) => expect(pause).toBeLessThanOrEqual(2 * 2 ** index));
    expect(world.machine.status).toBe("failed");
  });

  it("goes on without a stage that may fail, and leaves out one whose condition does not hold", async () => {
    const world = new World({
      a: { handler: says({ kind: "failed", reason: "flaky" }), onFailure: "continue" },
      b: { handler: done(), skippedBecause: ({ version }) => (version === "1.0.0" ? "only for 2" : null) },
      c: { handler: done() },
    });
    await world.ask("start");
    await world.advance();
    expect(world.statuses()).toEqual(["failed", "skipped", "completed"]);
    expect(world.machine.status).toBe("completed");
  });

  it("ends a stage whose time is over, and takes it back, since nobody knows how far it came", async () => {
    const notes: string[] = [];
    const handler: StageHandler<Notes, never> = {
      ...undone(notes, "a"),
      run: () => Promise.resolve({ kind: "waiting", reason: "the other side", until: null }),
    };
    const world = new World({ a: { handler, timeLimitSeconds: 60 } });
    await world.ask("start");
    const wakeAt = await world.advance();
    expect(wakeAt).toEqual(new Date(world.clock.now().getTime() + 60_000));
    world.clock.advance({ seconds: 60 });
    await world.advance();
    expect(notes).toEqual(["a"]);
    expect(world.machine).toMatchObject({ status: "rolledBack" });
    expect(world.machine.statusReason).toContain("The time limit of 60 seconds is over. It was: the other side");
  });

  it("lets time stand still while what a stage watches is paused", async () => {
    const paused: StageOutcome<Notes> = { kind: "waiting", reason: "paused", until: null, isPaused: true };
    const going: StageOutcome<Notes> = { kind: "waiting", reason: "going", until: null };
    const world = new World({ a: { handler: says(paused, going), timeLimitSeconds: 60 } });
    await world.ask("start");
    expect(await world.advance()).toBeNull();
    world.clock.advance({ hours: 10 });
    await world.store.change(world.id, (machine, now) => ({
      machine: { ...machine, stages: machine.stages.map((stage) => ({ ...stage, wakeAt: now })) },
      entries: [],
    }));
    expect(await world.advance()).toEqual(new Date(world.clock.now().getTime() + 60_000));
  });

  it("lets the end of a stage count when it races with being cancelled, and cancels the rest", async () => {
    let finish: (outcome: StageOutcome<Notes>) => void = () => {};
    const world = new World({
      a: { handler: { run: () => new Promise((resolve) => (finish = resolve)) } },
      b: { handler: done() },
    });
    await world.ask("start");
    const advanced = world.advance();
    await new Promise((resolve) => setImmediate(resolve));
    await world.ask("cancel");
    await world.advance();
    expect(world.machine.status).toBe("running");
    finish({ kind: "completed" });
    await advanced;
    expect(world.machine.status).toBe("cancelled");
    expect(world.statuses()).toEqual(["completed", "cancelled"]);
  });

  it("is cancelled where a stage says so, without counting it as a failure", async () => {
    const notes: string[] = [];
    const world = new World({
      a: { handler: undone(notes, "a") },
      b: { handler: says({ kind: "cancelled", reason: "superseded" }) },
      c: { handler: done() },
    });
    await world.ask("start");
    await world.advance();
    expect(world.machine).toMatchObject({ status: "cancelled", statusReason: "superseded" });
    expect(world.statuses()).toEqual(["completed", "cancelled", "cancelled"]);
    expect(notes).toEqual([]);
  });

  it("starts nothing while it is paused, and still notes what ends", async () => {
    const world = new World({ a: { handler: done() }, b: { handler: done() } });
    await world.ask("start");
    await world.ask("pause");
    expect(await world.advance()).toBeNull();
    expect(world.statuses()).toEqual(["pending", "pending"]);
    await world.ask("resume");
    await world.advance();
    expect(world.machine.status).toBe("completed");
  });

  it("drops what a process says whose lease has run out and whose stage another has taken", async () => {
    const answers: ((outcome: StageOutcome<Notes>) => void)[] = [];
    const world = new World({ a: { handler: { run: () => new Promise((resolve) => answers.push(resolve)) } } });
    await world.ask("start");
    const first = world.advance();
    await new Promise((resolve) => setImmediate(resolve));
    world.clock.advance({ seconds: 31 });
    const second = world.advance();
    await new Promise((resolve) => setImmediate(resolve));
    answers[0]?.({ kind: "failed", reason: "from the dead", isFinal: true });
    await first;
    expect(world.statuses()).toEqual(["running"]);
    answers[1]?.({ kind: "completed" });
    await second;
    expect(world.machine.status).toBe("completed");
    expect(world.machine.stages[0]?.attempt).toBe(1);
  });

  it("hands a stage to the next process at once when its own stops", async () => {
    const abort = new AbortController();
    let turns = 0;
    const handler: StageHandler<Notes, never> = {
      run: ({ signal }) =>
        ++turns > 1
          ? Promise.resolve({ kind: "completed" })
          : new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    };
    const world = new World({ a: { handler } });
    await world.ask("start");
    const first = world.advance(abort.signal);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await first;
    expect(world.statuses()).toEqual(["running"]);
    await world.advance();
    expect(world.machine.status).toBe("completed");
    expect(world.history().filter((line) => line.startsWith("stage_failure"))).toEqual([]);
  });

  it("does not count as a failure that a stage ends because its process does", async () => {
    const abort = new AbortController();
    let turns = 0;
    const handler: StageHandler<Notes, never> = {
      run: ({ signal }) =>
        ++turns > 1
          ? Promise.resolve({ kind: "completed" })
          : new Promise((resolve) =>
              signal.addEventListener("abort", () => resolve({ kind: "failed", reason: "aborted", isFinal: true })),
            ),
    };
    const world = new World({ a: { handler } });
    await world.ask("start");
    const first = world.advance(abort.signal);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await first;
    await world.advance();
    expect(world.machine).toMatchObject({ status: "completed", stages: [{ attempt: 1 }] });
  });

  it("leaves a handler behind that does not heed its time limit, and says that nobody knows how far it came", async () => {
    const notes: string[] = [];
    const handler: StageHandler<Notes, never> = { ...undone(notes, "a"), run: () => new Promise(() => {}) };
    const world = new World({ a: { handler, timeLimitSeconds: 0.01 } });
    await world.ask("start");
    await world.advance();
    expect(world.machine).toMatchObject({ status: "rolledBack", statusReason: "a: The time limit is over." });
    expect(notes).toEqual(["a"]);
  }, 15_000);

  it("stops taking back where it cannot, and goes on from there when asked", async () => {
    const notes: string[] = [];
    let isBroken = true;
    const world = new World({
      a: { handler: undone(notes, "a") },
      b: {
        handler: {
          ...done(),
          rollBack: () =>
            isBroken
              ? Promise.resolve({ kind: "failed", reason: "jammed", isFinal: true })
              : Promise.resolve({ kind: "completed" }),
        },
      },
    });
    await world.ask("start");
    await world.advance();
    await world.ask("rollBack");
    await world.advance();
    expect(world.machine).toMatchObject({ status: "failed", statusReason: "b could not be taken back: jammed" });
    expect(notes).toEqual([]);
    isBroken = false;
    await world.ask("retry");
    await world.advance();
    expect(world.machine.status).toBe("rolledBack");
    expect(notes).toEqual(["a"]);
  });

  it("retries what failed with as many tries as at first, and keeps what was completed", async () => {
    const first = says({ kind: "completed" });
    const second = says({ kind: "failed", reason: "no luck" }, { kind: "completed" });
    const world = new World({ a: { handler: first }, b: { handler: second, onFailure: "stop" } });
    await world.ask("start");
    await world.advance();
    expect(world.machine.status).toBe("failed");
    await world.ask("retry");
    await world.advance();
    expect(world.machine.status).toBe("completed");
    expect([first.asked(), second.asked()]).toEqual([1, 2]);
    await expect(world.ask("retry")).rejects.toMatchObject({ code: "WRONG_STATE" });
  });
});
