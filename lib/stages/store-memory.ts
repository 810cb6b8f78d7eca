import type { Clock } from "#lib/kernel/clock.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { MachineStore, Pulse } from "#lib/stages/machine-store.ts";
import { getStage, withStage, type Change } from "#lib/stages/rules/changes.ts";
import { newMachine, type Entry, type MachineRecord, type NewMachine } from "#lib/stages/rules/machine.ts";

/** Keeps machines in memory: for tests, and for what need not outlive its process. */
export class MemoryMachineStore<Context, Name extends string> implements MachineStore<Context, Name> {
  readonly #clock: Clock;
  readonly #machines = new Map<string, MachineRecord<Context, Name>>();
  readonly #history = new Map<string, Entry[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  create(machine: NewMachine<Context, Name>): void {
    this.#machines.set(machine.id, newMachine(machine, this.#clock.now()));
    this.#history.set(machine.id, []);
  }

  get(machineId: string): MachineRecord<Context, Name> | null {
    return this.#machines.get(machineId) ?? null;
  }

  historyOf(machineId: string): readonly Entry[] {
    return this.#history.get(machineId) ?? [];
  }

  async change<Made extends Change<Context, Name>>(
    machineId: string,
    decide: (machine: MachineRecord<Context, Name>, now: Date) => Made | null,
  ): Promise<Made | null> {
    // As with a database, nobody has the answer within the same turn of the event loop.
    await Promise.resolve();
    const machine = this.get(machineId);
    const made = machine === null ? null : decide(machine, this.#clock.now());
    if (made === null) return null;
    this.#machines.set(machineId, made.machine);
    this.#history.get(machineId)?.push(...made.entries);
    return made;
  }

  pulse(lease: { machineId: string; stage: Name; token: string; seconds: number }): Promise<Pulse> {
    const machine = this.get(lease.machineId);
    if (machine === null) return Promise.resolve("lost");
    const stage = getStage(machine, lease.stage);
    if (stage.lease?.token !== lease.token) return Promise.resolve("lost");
    const until = secondsAfter(this.#clock.now(), lease.seconds);
    this.#machines.set(lease.machineId, withStage(machine, { ...stage, lease: { token: lease.token, until } }));
    return Promise.resolve(isUnwanted(machine) ? "calledOff" : "goOn");
  }
}

function isUnwanted(machine: MachineRecord): boolean {
  return machine.cancelRequestedAt !== null || machine.status !== "running";
}
