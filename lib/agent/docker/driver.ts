import type { Around, Driver } from "#lib/agent/driver.ts";
import { ContainerHost, type HostOptions } from "#lib/agent/docker/container-host.ts";
import {
  ContainerSwap,
  type ContainerDetail,
  type DockerAdvance,
  type DockerWork,
} from "#lib/agent/docker/container-swap.ts";
import { EngineRefusal, type Engine } from "#lib/agent/docker/engine.ts";
import { fetchImage } from "#lib/agent/docker/fetch-image.ts";
import { Releases } from "#lib/agent/docker/releases.ts";
import { tidyContainers, tidyImages } from "#lib/agent/docker/tidy.ts";
import type { Log } from "#lib/agent/log.ts";
import { appOf, type Action } from "#lib/agent/rules/action.ts";
import { releaseOf } from "#lib/agent/rules/app-of-container.ts";
import { currentContainer, type ContainerState, type Swap } from "#lib/agent/rules/swap.ts";
import { fail, moveTo } from "#lib/agent/rules/work.ts";
import type { Apps } from "#lib/simulate/rules/protocol.ts";

export interface DockerDriverOptions extends HostOptions {
  dataDir: string;
  /** How many images before the present one stay on the host. */
  previousKept: number;
}

/** Runs a product as a container of Docker or Podman. */
export class DockerDriver implements Driver<ContainerDetail> {
  readonly #options: DockerDriverOptions;
  readonly #engine: Engine;
  readonly #releases: Releases;
  readonly #host: ContainerHost;
  readonly #swap: ContainerSwap;

  constructor(options: DockerDriverOptions) {
    this.#options = options;
    this.#engine = options.engine;
    this.#releases = new Releases(options.dataDir);
    this.#host = new ContainerHost(options);
    this.#swap = new ContainerSwap(this.#host);
  }

  begin(action: Action): DockerWork {
    const swap = { name: this.#host.optionsOf(action.product).container ?? action.product, old: null };
    return { action, phase: "fetching", reason: null, detail: { swap, reference: null, isTouched: false } };
  }

  async advance(work: DockerWork, around: Around): Promise<DockerAdvance> {
    if (work.phase !== "fetching") return this.#swap.advance(work, around);
    try {
      return await this.#fetch(work, around);
    } catch (error) {
      if (error instanceof EngineRefusal) return fail(error.message);
      throw error;
    }
  }

  async apps(): Promise<Apps> {
    const apps: Apps = {};
    for (const product of await this.#products()) {
      const current = currentContainer(await this.#host.containersOf(product), this.#host.nameOf(product));
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
      await tidyContainers(this.#engine, await this.#host.containersOf(product), log);
    }
    const { previousKept } = this.#options;
    await tidyImages({ engine: this.#engine, releases: this.#releases, previousKept, log });
  }

  async #products(): Promise<string[]> {
    return [...new Set([...Object.keys(this.#options.file.products), ...(await this.#engine.products())])];
  }

  /** Brings the image here and finds what it is to replace. Nothing that runs is touched. */
  async #fetch(work: DockerWork, around: Around): Promise<DockerAdvance> {
    const { action } = work;
    const fetched = await fetchImage(this.#engine, action, await this.#releases.of(action.product), around);
    if (fetched.kind === "failed") return fail(fetched.reason);
    await this.#releases.noteFetched(action.product, { ...appOf(action), imageId: fetched.imageId });

    const current = currentContainer(await this.#host.containersOf(action.product), this.#host.nameOf(action.product));
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
    if (this.#host.optionsOf(action.product).create === undefined) {
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
    const verdict = await this.#host.check(work, { id, restartsBefore }, around);
    if (verdict.kind === "unhealthy") return fail(`It runs this release already. ${verdict.reason}`);
    return { kind: "over", ending: { kind: "done" } };
  }

  async #releaseOf(container: ContainerState) {
    const [info, image] = await Promise.all([
      this.#engine.inspect(container.id),
      this.#engine.inspectImage(container.imageId),
    ]);
    return releaseOf(info.Config, image);
  }
}
