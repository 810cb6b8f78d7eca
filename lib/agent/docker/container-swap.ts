import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerHost } from "#lib/agent/docker/container-host.ts";
import { EngineRefusal, type Engine } from "#lib/agent/docker/engine.ts";
import { planContainer } from "#lib/agent/docker/plan-container.ts";
import type { Around } from "#lib/agent/driver.ts";
import { nextSwapStep, type Swap, type SwapStep } from "#lib/agent/rules/swap.ts";
import { fail, moveTo, takeBack, type Advance, type Work } from "#lib/agent/rules/work.ts";
import { TemporaryTrouble } from "#lib/agent/trouble.ts";
import { assertNever } from "#lib/kernel/errors.ts";

/** What an update of a container must remember; the rest the engine knows. */
export interface ContainerDetail {
  swap: Swap;
  /** The image to run, as the engine is asked for it; null until it is here. */
  reference: string | null;
  /** The old container was, or is just being, stopped. */
  isTouched: boolean;
}

export type DockerWork = Work<ContainerDetail>;
export type DockerAdvance = Advance<ContainerDetail>;

/** A step that changes something in the engine. */
type Act = Exclude<SwapStep, { kind: "turn" | "giveUp" | "finish" | "check" }>;

const RETURN_TRIES = 5;
const SAME_STEP_MAX = 10;
const SAME_STEP_MILLIS = 200;

/** Puts a new container in the old one's place, or the old one back, one step at a time. */
export class ContainerSwap {
  readonly #host: ContainerHost;
  readonly #engine: Engine;
  #returnFailures = { actionId: 0, times: 0 };
  #lastStep = { text: "", times: 0 };

  constructor(host: ContainerHost) {
    this.#host = host;
    this.#engine = host.engine;
  }

  /** Asks the rules for the next step and takes it. */
  async advance(work: DockerWork, around: Around): Promise<DockerAdvance> {
    try {
      return await this.#step(work, around);
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      return this.#afterRefusal(work, error.message, around);
    }
  }

  async #step(work: DockerWork, around: Around): Promise<DockerAdvance> {
    const { swap } = work.detail;
    const step = nextSwapStep(
      { phase: work.phase, actionId: work.action.id, swap },
      {
        containers: await this.#host.containersOf(work.action.product, swap.name),
        networks: work.phase === "preparing" ? Object.keys((await this.#plan(work)).networks) : [],
      },
    );
    switch (step.kind) {
      case "turn":
        return moveTo(work, step.phase, step.phase === "swapping" ? { isTouched: true } : {});
      case "giveUp":
        return takeBack(work, step.reason);
      case "finish":
        return this.#finish(work);
      case "check":
        return this.#judge(work, step.id, around);
      case "start":
        return this.#start(work, step);
      default:
        await around.progress("installing", { percent: null, message: null });
        await this.#act(work, step);
        return { kind: "on", work };
    }
  }

  async #start(work: DockerWork, step: Act): Promise<DockerAdvance> {
    try {
      await this.#act(work, step);
    } catch (error) {
      // It was well, but does not outlast a restart of the host; the old one still stands aside.
      if (!(error instanceof EngineRefusal) || work.phase !== "keeping" || work.detail.swap.old === null) throw error;
      return takeBack(work, `The new container does not start again: ${error.message}`);
    }
    // Whether it still runs is what the check finds out.
    return work.phase === "swapping" ? moveTo(work, "checking") : { kind: "on", work };
  }

  async #act(work: DockerWork, step: Act): Promise<void> {
    await this.#slowDown(step);
    const { stopTimeoutSeconds } = this.#host.optionsOf(work.action.product);
    switch (step.kind) {
      case "create":
        return this.#engine.create(step.as, (await this.#plan(work)).options);
      case "connect":
        return this.#engine.connect(step.network, step.id, (await this.#plan(work)).networks[step.network] ?? {});
      case "stop":
        return this.#engine.stop(step.id, stopTimeoutSeconds);
      case "start":
        return this.#engine.start(step.id);
      case "remove":
        return this.#engine.remove(step.id);
      case "rename":
        return this.#engine.rename(step.id, step.to);
      default:
        return assertNever(step);
    }
  }

  #plan({ action, detail }: DockerWork) {
    const { create } = this.#host.optionsOf(action.product);
    return planContainer(this.#engine, {
      action,
      oldId: detail.swap.old?.id ?? null,
      reference: detail.reference ?? "",
      create,
    });
  }

  async #judge(work: DockerWork, id: string, around: Around): Promise<DockerAdvance> {
    await around.installed();
    const state = await this.#engine.stateOf(id);
    // The host was restarted meanwhile, and not every engine starts its containers again.
    if (state && !state.isRunning && !state.isRestarting && state.restarts === 0) await this.#engine.start(id);
    const verdict = await this.#host.check(work, { id, restartsBefore: 0 }, around);
    if (verdict.kind === "healthy") return moveTo(work, "keeping");
    const lastWords = await this.#engine.tail(id);
    return takeBack(work, lastWords === "" ? verdict.reason : `${verdict.reason} It wrote: ${lastWords}`);
  }

  #finish(work: DockerWork): DockerAdvance {
    const { detail } = work;
    if (work.phase === "returning") {
      return fail(work.reason ?? "It was taken back.", detail.isTouched && detail.swap.old !== null);
    }
    return { kind: "over", ending: { kind: "done" } };
  }

  /** What the engine refuses is a verdict on the new container, unless the verdict stands already. */
  #afterRefusal(work: DockerWork, reason: string, { log }: Around): DockerAdvance {
    switch (work.phase) {
      case "fetching":
      case "preparing":
        return takeBack(work, `The new container cannot be made: ${reason}`);
      case "swapping":
        return takeBack(work, `The new container cannot be started: ${reason}`);
      case "checking":
        return takeBack(work, reason);
      case "keeping":
        // It is well; what could not be removed is tried again when the agent tidies up.
        log.warn("The old container cannot be removed", { product: work.action.product, reason });
        return this.#finish(work);
      case "returning":
        if (this.#countReturn(work.action.id) < RETURN_TRIES) throw new TemporaryTrouble(reason);
        return fail(`${work.reason ?? "It was taken back."} Going back failed as well: ${reason}`);
      default:
        return assertNever(work.phase);
    }
  }

  #countReturn(actionId: number): number {
    const times = this.#returnFailures.actionId === actionId ? this.#returnFailures.times + 1 : 1;
    this.#returnFailures = { actionId, times };
    return times;
  }

  /** An engine may still be busy with what it said is done. A step that never takes effect is given up. */
  async #slowDown(step: Act): Promise<void> {
    const text = JSON.stringify(step);
    const times = this.#lastStep.text === text ? this.#lastStep.times + 1 : 0;
    this.#lastStep = { text, times };
    if (times >= SAME_STEP_MAX) {
      this.#lastStep = { text: "", times: 0 };
      throw new EngineRefusal(`The engine accepts "${step.kind}", but it has no effect.`);
    }
    if (times > 0) await sleep(SAME_STEP_MILLIS * times);
  }
}
