import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advanceMachine } from "#lib/stages/advance-machine.ts";
import { command } from "#lib/stages/rules/commands.ts";
import { isFinal, type MachineRecord } from "#lib/stages/rules/machine.ts";
import { MemoryMachineStore } from "#lib/stages/store-memory.ts";
import { Crash, CrashingStore } from "#lib/stages/testing/crashing-store.ts";
import {
  defineRandom,
  randomMachine,
  type Call,
  type Name,
  type Notes,
  type StagePlan,
} from "#lib/stages/testing/random-machine.ts";
import { FakeClock } from "#lib/testing/fake-clock.ts";

const MACHINE = "machine";
const ROUNDS_MAX = 400;

const crashes = fc.array(fc.constantFrom<"before" | "after" | null>("before", "after", null, null, null), {
  maxLength: 60,
});
const interruptions = fc.record({
  cancelInRound: fc.option(fc.integer({ min: 0, max: 12 })),
  rollBackInRound: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 4 }),
});

describe("a machine, whatever its stages do and whenever it is killed", () => {
  it("reaches its end, runs nothing again that succeeded, and takes back once what was done, in the other direction", async () => {
    await fc.assert(
      fc.asyncProperty(randomMachine, crashes, interruptions, async (plan, whenToCrash, wishes) => {
        const walk = new Walk(plan, whenToCrash);
        await walk.toTheEnd(wishes);
        walk.expectOrder();
      }),
      { numRuns: 300 },
    );
  });
});

class Walk {
  readonly #clock = new FakeClock();
  readonly #memory = new MemoryMachineStore<Notes, Name>(this.#clock);
  readonly #definition;
  readonly #crashes: ("before" | "after" | null)[];
  readonly #plan: readonly StagePlan[];
  #cancelled = false;

  constructor(plan: readonly StagePlan[], whenToCrash: readonly ("before" | "after" | null)[]) {
    this.#plan = plan;
    this.#crashes = [...whenToCrash];
    this.#definition = defineRandom(plan, (call) => this.#expectWanted(call));
    this.#memory.create({
      id: MACHINE,
      kind: "random",
      context: { seen: "" },
      stages: plan.map(({ name, needs }) => ({ name, needs })),
    });
  }

  get #machine(): MachineRecord<Notes, Name> {
    const machine = this.#memory.get(MACHINE);
    if (machine === null) throw new Error("The machine is gone.");
    return machine;
  }

  /** Nobody is asked again for what history says is done. */
  #expectWanted({ stage, direction, attempt }: Call): void {
    const history = this.#memory.historyOf(MACHINE).filter((entry) => entry.stage === stage);
    const done = direction === "forward" ? "stage_complete" : "rollback";
    if (history.some(({ type }) => type === done)) throw new Error(`${stage} was asked again after its ${done}`);
    const rules = this.#plan.find(({ name }) => name === stage);
    expect(attempt).toBeLessThanOrEqual(direction === "forward" ? (rules?.attemptsMax ?? 0) : 3);
  }

  async toTheEnd(wishes: { cancelInRound: number | null; rollBackInRound: number | null }): Promise<void> {
    await this.#memory.change(MACHINE, (machine, now) => command("start", machine, null, now));
    for (let round = 0; round < ROUNDS_MAX; round++) {
      if (round === wishes.cancelInRound) await this.#ask("cancel");
      if (round === wishes.rollBackInRound) await this.#ask("rollBack");
      await this.#liveOn();
      if (isFinal(this.#machine.status)) return;
      this.#sleep();
    }
    throw new Error(`No end: ${JSON.stringify(this.#machine)}`);
  }

  /** Until the machine wants to be looked at: were that time missing or too late, nobody would ever come. */
  #sleep(): void {
    const { wakeAt } = this.#machine;
    if (wakeAt === null) throw new Error(`Asleep forever: ${JSON.stringify(this.#machine)}`);
    if (wakeAt > this.#clock.now()) this.#clock.set(wakeAt);
  }

  async #ask(wish: "cancel" | "rollBack"): Promise<void> {
    if (this.#machine.status !== "running" || this.#machine.cancelRequestedAt !== null) return;
    this.#cancelled = wish === "cancel";
    await this.#memory.change(MACHINE, (machine, now) => command(wish, machine, "a wish", now));
  }

  /** One process, until it has nothing to do or is killed. */
  async #liveOn(): Promise<void> {
    const store = new CrashingStore(this.#memory, () => this.#crashes.shift() ?? null);
    try {
      await advanceMachine(store, this.#definition, MACHINE);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }

  expectOrder(): void {
    const { status, stages } = this.#machine;
    const history = this.#memory.historyOf(MACHINE);
    const namesOf = (type: string) => history.filter((entry) => entry.type === type).map(({ stage }) => stage);
    const completed = namesOf("stage_complete");
    const back = namesOf("rollback");

    expect(new Set(completed).size).toBe(completed.length);
    expect(new Set(back).size).toBe(back.length);
    const takenBack = back.filter((name) => completed.includes(name));
    expect(takenBack).toEqual([...completed].reverse().filter((name) => takenBack.includes(name)));
    // What was left half-done goes before everything that was completed.
    expect(back.slice(back.length - takenBack.length)).toEqual(takenBack);

    const withWayBack = new Set(this.#plan.filter((stage) => stage.back !== null).map(({ name }) => name));
    if (status === "rolledBack") {
      expect(takenBack).toEqual(
        [...completed].reverse().filter((name) => name !== null && withWayBack.has(name as Name)),
      );
      expect(stages.some(({ halfDone, name }) => halfDone && withWayBack.has(name))).toBe(false);
    }
    if (status === "completed") {
      const hurts = ({ name, status: is }: { name: Name; status: string }) =>
        is === "failed" && this.#plan.find((stage) => stage.name === name)?.onFailure !== "continue";
      expect(stages.some(hurts)).toBe(false);
      expect(stages.every((stage) => ["completed", "skipped", "failed"].includes(stage.status))).toBe(true);
    }
    if (status === "cancelled") expect(this.#cancelled).toBe(true);
    expect(stages.every(({ lease }) => lease === null)).toBe(true);
  }
}
