import { systemClock } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { MACHINE_KIND } from "#lib/rollbacks/context.ts";
import { expirePlans } from "#lib/rollbacks/expire.ts";
import { defineRollback, openMachines } from "#lib/rollbacks/machine.ts";
import { selectMachinesOfRollouts, selectRunningMachines } from "#lib/rollbacks/store-executions.ts";
import { advanceMachine } from "#lib/stages/advance-machine.ts";
import { databaseNow, findNextWake, takeDue, tellNews } from "#lib/stages/store-database.ts";

const AT_ONCE_MAX = 16;
/** Who took a machine up and was killed before its first stage leaves it to others after so long. */
const PUT_OFF_SECONDS = 15;

/**
 * Carries rollbacks on. A turn sets going what is due and does not wait for it; at the end of each `onIdle` asks for
 * another turn. Any number of processes may do this: leases keep stages apart.
 */
export class RollbackRunner {
  readonly #ctx: Context;
  readonly #onIdle: () => void;
  readonly #abort = new AbortController();
  readonly #atWork = new Map<string, Promise<void>>();
  readonly #news = new Set<string>();
  #hasDeploymentNews = false;

  constructor(ctx: Context, onIdle: () => void = () => {}) {
    this.#ctx = ctx;
    this.#onIdle = onIdle;
  }

  /** Notes that something has happened to a rollout: at the next turn the rollback that made it is asked. */
  hear(rolloutId: string): void {
    this.#news.add(rolloutId);
  }

  /** Notes that a deployment has come to its end: a rollback may wait for that. */
  hearOfDeployment(): void {
    this.#hasDeploymentNews = true;
  }

  /** Sets going what is due. Returns when there will be more; null when only news can tell. */
  async turn(): Promise<Date | null> {
    const ctx = this.#ctx;
    const expiresAt = await expirePlans(ctx);
    await this.#passOnNews();
    const limit = AT_ONCE_MAX - this.#atWork.size;
    if (limit > 0) {
      const due = { kind: MACHINE_KIND, now: await this.#now(), putOffSeconds: PUT_OFF_SECONDS, limit };
      for (const machineId of await takeDue(ctx.db, due)) this.#carryOn(machineId);
    }
    const wakeAt = await findNextWake(ctx.db, MACHINE_KIND);
    if (wakeAt === null || expiresAt === null) return wakeAt ?? expiresAt;
    return wakeAt < expiresAt ? wakeAt : expiresAt;
  }

  /** Waits until nothing is at work any more; what is due later stays. */
  async settle(): Promise<void> {
    while (this.#atWork.size > 0) await Promise.all(this.#atWork.values());
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

  #carryOn(machineId: string): void {
    if (this.#atWork.has(machineId) || this.#abort.signal.aborted) return;
    const work = this.#advance(machineId).finally(() => {
      this.#atWork.delete(machineId);
      this.#onIdle();
    });
    this.#atWork.set(machineId, work);
  }

  async #advance(machineId: string): Promise<void> {
    const ctx = this.#ctx;
    try {
      await advanceMachine(openMachines(ctx), defineRollback(ctx), machineId, {
        signal: this.#abort.signal,
        onError: (error, stage) => {
          ctx.log.warn({ err: error, machineId, stage }, "a stage of a rollback failed by an error");
        },
      });
    } catch (error) {
      // Its time was put off by a little, so it is tried again, here or elsewhere.
      ctx.log.error({ err: error, machineId }, "could not carry a rollback on");
    }
  }

  async #passOnNews(): Promise<void> {
    const rolloutIds = [...this.#news];
    const isAll = this.#hasDeploymentNews;
    if (rolloutIds.length === 0 && !isAll) return;
    this.#news.clear();
    this.#hasDeploymentNews = false;
    const { db } = this.#ctx;
    const machineIds = isAll ? await selectRunningMachines(db) : await selectMachinesOfRollouts(db, rolloutIds);
    await tellNews(db, machineIds, await this.#now());
  }
}
