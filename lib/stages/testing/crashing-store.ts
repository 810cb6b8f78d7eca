import type { MachineStore, Pulse } from "#lib/stages/machine-store.ts";
import type { Change } from "#lib/stages/rules/changes.ts";
import type { MachineRecord } from "#lib/stages/rules/machine.ts";

export class Crash extends Error {}

/** Kills its process at chosen changes: before they are kept, or right after. A dead process does nothing more. */
export class CrashingStore<Context, Name extends string> implements MachineStore<Context, Name> {
  readonly #store: MachineStore<Context, Name>;
  readonly #next: () => "before" | "after" | null;
  #isDead = false;

  constructor(store: MachineStore<Context, Name>, next: () => "before" | "after" | null) {
    this.#store = store;
    this.#next = next;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  async change<Made extends Change<Context, Name>>(
    machineId: string,
    decide: (machine: MachineRecord<Context, Name>, now: Date) => Made | null,
  ): Promise<Made | null> {
    const crash = this.#next();
    if (this.#isDead || crash === "before") this.#die();
    const made = await this.#store.change(machineId, decide);
    if (crash === "after") this.#die();
    return made;
  }

  pulse(lease: { machineId: string; stage: Name; token: string; seconds: number }): Promise<Pulse> {
    if (this.#isDead) this.#die();
    return this.#store.pulse(lease);
  }

  #die(): never {
    this.#isDead = true;
    throw new Crash("The process was killed.");
  }
}
