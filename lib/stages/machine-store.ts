import type { Change } from "#lib/stages/rules/changes.ts";
import type { MachineRecord } from "#lib/stages/rules/machine.ts";

/** What the holder of a stage hears when it says that it is still at work. */
export type Pulse = "goOn" | "calledOff" | "lost";

/** How machines are kept. What the engine decides is pure; a store only makes it happen at once or not at all. */
export interface MachineStore<Context, Name extends string> {
  /**
   * Locks a machine, lets `decide` say how it goes on by the store's own clock, and keeps that, with its history, in one
   * transaction. Null where there is no such machine, or `decide` wants no change. `decide` may be asked again.
   */
  change<Made extends Change<Context, Name>>(
    machineId: string,
    decide: (machine: MachineRecord<Context, Name>, now: Date) => Made | null,
  ): Promise<Made | null>;

  /** Extends a lease, if it still holds, and tells whether the work is still wanted. */
  pulse(lease: { machineId: string; stage: Name; token: string; seconds: number }): Promise<Pulse>;
}
