import type { MachineDefinition } from "#lib/stages/definition.ts";
import { advance, settle, type Advance, type Claim } from "#lib/stages/decide.ts";
import type { MachineStore } from "#lib/stages/machine-store.ts";
import { getStage, release } from "#lib/stages/rules/changes.ts";
import type { MachineRecord } from "#lib/stages/rules/machine.ts";
import { runClaim, type RunOptions, type Said } from "#lib/stages/run-claim.ts";

export const LEASE_SECONDS = 30;

export type AdvanceOptions = Partial<RunOptions>;

/**
 * Carries a machine on until it has to wait: claims what is to be done, has it done outside of any transaction, and keeps
 * what came of it where the claim still holds. Branches are worked on side by side. Any number of processes may do
 * this with the same machine at the same time. Answers when it wants to be looked at again; null: at news.
 */
export async function advanceMachine<Context, Name extends string>(
  store: MachineStore<Context, Name>,
  definition: MachineDefinition<Context, Name>,
  machineId: string,
  options: AdvanceOptions = {},
): Promise<Date | null> {
  const run: RunOptions = {
    leaseSeconds: options.leaseSeconds ?? LEASE_SECONDS,
    signal: options.signal ?? new AbortController().signal,
    onError: options.onError ?? (() => {}),
  };
  let wakeAt: Date | null = null;
  const work = async (claims: readonly Claim<Context, Name>[]): Promise<void> => {
    await all(
      claims.map(async (claim) => {
        const said = await runClaim(store, definition, claim, run);
        const after = await keep(store, definition, claim, said, run.leaseSeconds);
        if (after === null) return;
        wakeAt = after.machine.wakeAt;
        if (!run.signal.aborted) await work(after.claims);
      }),
    );
  };
  const first = await store.change(machineId, (machine, now) => advance(machine, definition, run.leaseSeconds, now));
  if (first === null) return null;
  wakeAt = first.machine.wakeAt;
  await work(first.claims);
  return wakeAt;
}

/** Waits for all, also where one throws: nobody may be at work any more when the caller goes on. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) {
    if (result.status === "rejected") throw result.reason;
  }
}

/** Keeps what a handler said, and takes the next steps in the same transaction. Null where the claim was lost. */
function keep<Context, Name extends string>(
  store: MachineStore<Context, Name>,
  definition: MachineDefinition<Context, Name>,
  claim: Claim<Context, Name>,
  said: Said<Context> | null,
  leaseSeconds: number,
): Promise<Advance<Context, Name> | null> {
  return store.change(claim.machine.id, (machine, now) => {
    if (!holds(machine, claim)) return null;
    if (said === null) {
      const released = release(machine, claim.stage, now);
      return { machine: { ...released.machine, wakeAt: now }, entries: [], claims: [] };
    }
    const settled = settle(machine, claim, definition, said, now);
    const next = advance(settled.machine, definition, leaseSeconds, now);
    return { ...next, entries: [...settled.entries, ...next.entries] };
  });
}

/** One that has run out still holds as long as nobody else has taken the stage, or declared its time to be over. */
function holds<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  claim: Claim<Context, Name>,
): boolean {
  return getStage(machine, claim.stage).lease?.token === claim.token;
}
