import { inTransaction } from "#lib/database/transaction.ts";
import { defineDeployment, MACHINE_KIND, openMachines } from "#lib/deployments/machine.ts";
import { findDeploymentOfMachine, lockDeployment } from "#lib/deployments/store.ts";
import { nameVersions, selectMachinesOfRollouts, selectTakenBack } from "#lib/deployments/store-work.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { advanceMachine } from "#lib/stages/advance-machine.ts";
import { command, isAllowed } from "#lib/stages/rules/commands.ts";
import { databaseNow, findNextWake, takeDue, tellNews } from "#lib/stages/store-database.ts";

/** Stages mostly wait for others, so many are carried on at once. */
const AT_ONCE_MAX = 32;
/** Who took a machine up and was killed before its first stage leaves it to others after so long. */
const PUT_OFF_SECONDS = 15;
/** Most stages are over at once, and whoever carries a machine on comes to its next one anyway. */
const PATIENCE_MILLIS = 1_000;
const TAKEN_BACK_MAX = 50;

/**
 * Carries deployments on. Stages may take minutes, so a turn sets going what is due and does not wait for it; at the end
 * of each `onIdle` asks for another turn. Any number of processes may do this: leases keep stages apart.
 */
export class DeploymentRunner {
  readonly #ctx: Context;
  readonly #onIdle: () => void;
  readonly #abort = new AbortController();
  readonly #atWork = new Set<Promise<void>>();
  /** When each machine that is at work was last taken up, in milliseconds. */
  readonly #takenUpAt = new Map<string, number>();
  readonly #news = new Set<string>();

  constructor(ctx: Context, onIdle: () => void = () => {}) {
    this.#ctx = ctx;
    this.#onIdle = onIdle;
  }

  /** Notes that something has happened to a rollout: at the next turn the stage that watches it is asked. */
  hear(rolloutId: string): void {
    this.#news.add(rolloutId);
  }

  /** Sets going what is due. Returns when there will be more; null when only news can tell. */
  async turn(): Promise<Date | null> {
    const ctx = this.#ctx;
    await this.#passOnNews();
    await nameVersions(ctx.db);
    await this.#followTakenBack();
    const limit = AT_ONCE_MAX - this.#atWork.size;
    if (limit > 0) {
      const now = await this.#now();
      const due = { kind: MACHINE_KIND, now, putOffSeconds: PUT_OFF_SECONDS, limit };
      for (const machineId of await takeDue(ctx.db, due)) this.#carryOn(machineId, now.getTime());
    }
    return findNextWake(ctx.db, MACHINE_KIND);
  }

  /** Waits until nothing is at work any more; what is due later stays. */
  async settle(): Promise<void> {
    while (this.#atWork.size > 0) await Promise.all(this.#atWork);
  }

  /** Has the work in hand put down, to be taken up by others, and waits for that. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.settle();
  }

  #now(): Promise<Date> {
    const { clock, db } = this.#ctx;
    return clock === systemClock ? databaseNow(db) : Promise.resolve(clock.now());
  }

  /** Also one that is at work for a while: one of its stages takes its time, and another one may be due. */
  #carryOn(machineId: string, now: number): void {
    const isFresh = now - (this.#takenUpAt.get(machineId) ?? -Infinity) < PATIENCE_MILLIS;
    if (isFresh || this.#abort.signal.aborted) return;
    this.#takenUpAt.set(machineId, now);
    const work = this.#advance(machineId).finally(() => {
      this.#atWork.delete(work);
      if (this.#takenUpAt.get(machineId) === now) this.#takenUpAt.delete(machineId);
      this.#onIdle();
    });
    this.#atWork.add(work);
  }

  async #advance(machineId: string): Promise<void> {
    const ctx = this.#ctx;
    try {
      const deployment = await findDeploymentOfMachine(ctx.db, machineId);
      if (deployment === null) return;
      await advanceMachine(openMachines(ctx), defineDeployment(ctx, deployment), machineId, {
        signal: this.#abort.signal,
        onError: (error, stage) => {
          ctx.log.warn({ err: error, deploymentId: deployment.id, stage }, "a stage failed by an error");
        },
      });
    } catch (error) {
      // Its time was put off by a little, so it is tried again, here or elsewhere.
      ctx.log.error({ err: error, machineId }, "could not carry a deployment on");
    }
  }

  async #passOnNews(): Promise<void> {
    const rolloutIds = [...this.#news];
    if (rolloutIds.length === 0) return;
    this.#news.clear();
    const machineIds = await selectMachinesOfRollouts(this.#ctx.db, rolloutIds);
    await tellNews(this.#ctx.db, machineIds, await this.#now());
  }

  async #followTakenBack(): Promise<void> {
    const ctx = this.#ctx;
    for (const { id, reason } of await selectTakenBack(ctx.db, TAKEN_BACK_MAX)) {
      await inTransaction(ctx, async (tx) => {
        const { machine } = await lockDeployment(tx, id);
        await openMachines(ctx).changeIn(tx, machine.id, (current, now) =>
          isAllowed("rollBack", current) ? command("rollBack", current, reason, now) : null,
        );
      });
    }
  }
}
