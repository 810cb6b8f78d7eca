import { setTimeout as sleep } from "node:timers/promises";
import type { Around, Driver } from "#lib/agent/driver.ts";
import { checkContainer } from "#lib/agent/docker/check-container.ts";
import { EngineRefusal, type Engine } from "#lib/agent/docker/engine.ts";
import { fetchImage } from "#lib/agent/docker/fetch-image.ts";
import { planContainer } from "#lib/agent/docker/plan-container.ts";
import { Releases } from "#lib/agent/docker/releases.ts";
import { tidyContainers, tidyImages } from "#lib/agent/docker/tidy.ts";
import type { Log } from "#lib/agent/log.ts";
import { appOf, type Action } from "#lib/agent/rules/action.ts";
import { releaseOf } from "#lib/agent/rules/app-of-container.ts";
import { optionsOf, type AgentFile } from "#lib/agent/rules/options.ts";
import {
  asideName,
  currentContainer,
  nextSwapStep,
  waitingName,
  type ContainerState,
  type Swap,
  type SwapStep,
} from "#lib/agent/rules/swap.ts";
import { fail, moveTo, takeBack, type Advance, type Work } from "#lib/agent/rules/work.ts";
import { TemporaryTrouble } from "#lib/agent/trouble.ts";
import type { Apps } from "#lib/simulate/rules/protocol.ts";
import { assertNever } from "#lib/kernel/errors.ts";

/** What an update of a container must remember; the rest the engine knows. */
export interface ContainerDetail {
  swap: Swap;
  /** The image to run, as the engine is asked for it; null until it is here. */
  reference: string | null;
  /** The old container was, or is just being, stopped. */
  isTouched: boolean;
}

export interface DockerDriverOptions {
  engine: Engine;
  dataDir: string;
  file: AgentFile;
  /** What {device_ip} stands for in health checks. */
  deviceAddress: string;
  device: { id: string; name: string };
  /** How many images before the present one stay on the host. */
  previousKept: number;
}

/** A step that changes something in the engine. */
type Act = Exclude<SwapStep, { kind: "turn" | "giveUp" | "finish" | "check" }>;
type DockerWork = Work<ContainerDetail>;
type DockerAdvance = Advance<ContainerDetail>;

const RETURN_TRIES = 5;
const SAME_STEP_MAX = 10;
const SAME_STEP_MILLIS = 200;

/** Runs a product as a container of Docker or Podman. */
export class DockerDriver implements Driver<ContainerDetail> {
  readonly #options: DockerDriverOptions;
  readonly #engine: Engine;
  readonly #releases: Releases;
  #returnFailures = 0;
  #lastStep = { text: "", times: 0 };

  constructor(options: DockerDriverOptions) {
    this.#options = options;
    this.#engine = options.engine;
    this.#releases = new Releases(options.dataDir);
  }

  begin(action: Action): DockerWork {
    this.#returnFailures = 0;
    const swap = { name: this.#optionsOf(action.product).container ?? action.product, old: null };
    return { action, phase: "fetching", reason: null, detail: { swap, reference: null, isTouched: false } };
  }

  async advance(work: DockerWork, around: Around): Promise<DockerAdvance> {
    try {
      return work.phase === "fetching" ? await this.#fetch(work, around) : await this.#swap(work, around);
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      return this.#afterRefusal(work, error.message, around);
    }
  }

  async apps(): Promise<Apps> {
    const apps: Apps = {};
    for (const product of await this.#products()) {
      const current = currentContainer(await this.#containersOf(product), this.#nameOf(product));
      if (current.kind !== "one" || !current.container.isRunning) continue;
      const release = await this.#releaseOf(current.container);
      apps[product] = { image: release.image, digest: release.digest, version: release.version };
      // The first update must know what it can go back to.
      await this.#releases.add(product, { ...release, imageId: current.container.imageId });
    }
    return apps;
  }

  async attributes(): Promise<Record<string, string>> {
    const { name, version, architecture } = await this.#engine.describe();
    return { engine: name, engineVersion: version, architecture };
  }

  async tidy(log: Log): Promise<void> {
    for (const product of await this.#products()) {
      await tidyContainers(this.#engine, await this.#containersOf(product), log);
    }
    const { previousKept } = this.#options;
    await tidyImages({ engine: this.#engine, releases: this.#releases, previousKept, log });
  }

  async #products(): Promise<string[]> {
    return [...new Set([...Object.keys(this.#options.file.products), ...(await this.#engine.products())])];
  }

  #optionsOf(product: string) {
    return optionsOf(this.#options.file, product);
  }

  #nameOf(product: string): string | null {
    return this.#optionsOf(product).container ?? null;
  }

  /** Brings the image here and finds what it is to replace. Nothing that runs is touched. */
  async #fetch(work: DockerWork, around: Around): Promise<DockerAdvance> {
    const { action } = work;
    const fetched = await fetchImage(this.#engine, action, await this.#releases.of(action.product), around);
    if (fetched.kind === "failed") return fail(fetched.reason);
    await this.#releases.noteFetched(action.product, { ...appOf(action), imageId: fetched.imageId });

    const current = currentContainer(await this.#containersOf(action.product), this.#nameOf(action.product));
    if (current.kind === "several") {
      const names = current.names.join(", ");
      return fail(`Several containers are labelled slipway.product=${action.product}: ${names}. Keep one of them.`);
    }
    const { reference } = fetched;
    if (current.kind === "one") {
      const { id, name, isRunning, imageId } = current.container;
      if (imageId === fetched.imageId && isRunning) return this.#isThereAlready(work, id, around);
      const swap: Swap = { name, old: { id, wasRunning: isRunning } };
      return moveTo(work, "preparing", { swap, reference });
    }
    if (this.#optionsOf(action.product).create === undefined) {
      return fail(
        `No container belongs to ${action.product}: label one slipway.product=${action.product}, or say in the ` +
          `agent's configuration which one it is, or how to create it.`,
      );
    }
    return moveTo(work, "preparing", { reference });
  }

  /** An action may be offered again, or a rollback lead to what never was replaced. */
  async #isThereAlready(work: DockerWork, id: string, around: Around): Promise<DockerAdvance> {
    const restartsBefore = (await this.#engine.stateOf(id))?.restarts ?? 0;
    const verdict = await this.#check(work, { id, restartsBefore }, around);
    if (verdict.kind === "unhealthy") return fail(`It runs this release already. ${verdict.reason}`);
    return { kind: "over", ending: { kind: "done" } };
  }

  async #swap(work: DockerWork, around: Around): Promise<DockerAdvance> {
    const { swap } = work.detail;
    const step = nextSwapStep(
      { phase: work.phase, actionId: work.action.id, swap },
      {
        containers: await this.#containersOf(work.action.product, swap.name),
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
    const { stopTimeoutSeconds } = this.#optionsOf(work.action.product);
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
    const { create } = this.#optionsOf(action.product);
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
    const verdict = await this.#check(work, { id, restartsBefore: 0 }, around);
    if (verdict.kind === "healthy") return moveTo(work, "keeping");
    const lastWords = await this.#engine.tail(id);
    return takeBack(work, lastWords === "" ? verdict.reason : `${verdict.reason} It wrote: ${lastWords}`);
  }

  #check({ action }: DockerWork, container: { id: string; restartsBefore: number }, around: Around) {
    const { device, deviceAddress } = this.#options;
    const { health } = this.#optionsOf(action.product);
    return checkContainer({ engine: this.#engine, action, health, device, deviceAddress, ...container }, around);
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
        return fail(reason);
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
        if (++this.#returnFailures < RETURN_TRIES) throw new TemporaryTrouble(reason);
        return fail(`${work.reason ?? "It was taken back."} Going back failed as well: ${reason}`);
      default:
        return assertNever(work.phase);
    }
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

  #containersOf(product: string, name = this.#nameOf(product)): Promise<ContainerState[]> {
    return this.#engine.find({ product, names: name === null ? [] : [name, asideName(name), waitingName(name)] });
  }

  async #releaseOf(container: ContainerState) {
    const [info, image] = await Promise.all([
      this.#engine.inspect(container.id),
      this.#engine.inspectImage(container.imageId),
    ]);
    return releaseOf(info.Config, image);
  }
}
