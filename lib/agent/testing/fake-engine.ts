import type { ContainerCreateOptions, ContainerInspectInfo, ImageInspectInfo } from "dockerode";
import { EngineRefusal, type CommandResult, type Engine, type RunState } from "#lib/agent/docker/engine.ts";
import { labels, type ContainerState } from "#lib/agent/rules/swap.ts";
import type { PullLine } from "#lib/agent/rules/pull.ts";

export interface FakeContainer {
  id: string;
  name: string;
  image: string;
  isRunning: boolean;
  labels: Record<string, string>;
  restart: string;
}

/** What an image does when it is started. */
export type Behavior = "runs" | "exits" | "cannotStart" | "cannotBeCreated";

/** An engine in memory, which lets the agent die before or after any of its calls. */
export class FakeEngine implements Engine {
  containers: FakeContainer[] = [];
  readonly images = new Set<string>();
  readonly behaviors = new Map<string, Behavior>();
  readonly removedImages: string[] = [];
  /** Calls that change something until the agent dies; the death comes before (even) or after (odd) the change. */
  killAfter = Infinity;
  /** Called in place of an answer: who is dead hears nothing any more. */
  onKill: () => void = () => {};
  /** What pulls fail with, while set. */
  pullFault: Error | null = null;
  /** Happens before a pull, and before a start. */
  beforePull: (signal: AbortSignal) => Promise<void> = async () => {};
  beforeStart: () => void = () => {};
  #nextId = 1;
  /** Two for each call that changed something. */
  changes = 0;

  add(container: Partial<FakeContainer> & { name: string; image: string }): FakeContainer {
    const made = { id: `id${this.#nextId++}`, isRunning: true, labels: {}, restart: "always", ...container };
    this.containers.push(made);
    this.images.add(made.image);
    return made;
  }

  /** The host is switched off and on: the engine starts again what its policy says, whether it ran before or not. */
  reboot(): void {
    for (const container of this.containers) {
      const returns = container.restart === "always" || (container.restart === "unless-stopped" && container.isRunning);
      container.isRunning = returns && this.behaviorOf(container) === "runs";
    }
  }

  running(): string[] {
    return this.containers.filter(({ isRunning }) => isRunning).map(({ image, name }) => `${name}: ${image}`);
  }

  behaviorOf({ image }: { image: string }): Behavior {
    return this.behaviors.get(image) ?? "runs";
  }

  async describe() {
    return { name: "fake", version: "1", architecture: "amd64" };
  }

  async find({ product, names }: { product: string; names: readonly string[] }): Promise<ContainerState[]> {
    return this.containers
      .filter((container) => container.labels[labels.product] === product || names.includes(container.name))
      .map(({ id, name, isRunning, image, labels: own }) => {
        return { id, name, isRunning, imageId: idOf(image), labels: own, networks: [] };
      });
  }

  async products(): Promise<string[]> {
    return [...new Set(this.containers.flatMap((container) => container.labels[labels.product] ?? []))];
  }

  async inspect(id: string): Promise<ContainerInspectInfo> {
    const container = this.#get(id);
    const info = {
      Id: id,
      Name: `/${container.name}`,
      Image: idOf(container.image),
      Mounts: [],
      Config: { Image: container.image, Labels: container.labels, Hostname: id, Env: [], User: "", WorkingDir: "" },
      HostConfig: { NetworkMode: "host", RestartPolicy: { Name: container.restart } },
      NetworkSettings: { Networks: {} },
    };
    return info as unknown as ContainerInspectInfo;
  }

  async stateOf(id: string): Promise<RunState | null> {
    const container = this.containers.find((other) => other.id === id || other.name === id);
    if (!container) return null;
    const { isRunning } = container;
    return { isRunning, isRestarting: false, restartsByItself: false, exitCode: 1, restarts: 0, health: null };
  }

  async inspectImage(reference: string): Promise<ImageInspectInfo | null> {
    const image = [...this.images].find((known) => known === reference || idOf(known) === reference);
    if (image === undefined) return null;
    return { Id: idOf(image), RepoTags: [], RepoDigests: [image], Config: {} } as unknown as ImageInspectInfo;
  }

  async pull(
    reference: string,
    { onLine, signal }: { onLine: (line: PullLine) => void; signal: AbortSignal },
  ): Promise<void> {
    await this.beforePull(signal);
    if (this.pullFault) throw this.pullFault;
    onLine({ id: "layer", status: "Download complete" });
    await this.#change(() => this.images.add(reference));
  }

  async create(name: string, { Image: image = "", Labels = {}, HostConfig }: ContainerCreateOptions): Promise<void> {
    await this.#change(() => {
      if (this.behaviorOf({ image }) === "cannotBeCreated") throw new EngineRefusal("no such runtime");
      if (this.containers.some((container) => container.name === name)) throw new EngineRefusal(`${name} is in use`);
      this.add({ name, image, isRunning: false, labels: Labels, restart: HostConfig?.RestartPolicy?.Name ?? "no" });
    });
  }

  async connect(): Promise<void> {}

  async start(id: string): Promise<void> {
    this.beforeStart();
    await this.#change(() => {
      const container = this.#get(id);
      if (this.behaviorOf(container) === "cannotStart") throw new EngineRefusal("exec format error");
      const rival = this.containers.find((other) => other.isRunning && other.id !== id);
      if (rival) throw new EngineRefusal(`port is already allocated by ${rival.name}`);
      container.isRunning = this.behaviorOf(container) === "runs";
    });
  }

  async stop(id: string): Promise<void> {
    await this.#change(() => (this.#get(id).isRunning = false));
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#change(() => {
      if (this.containers.some((other) => other.name === name && other.id !== id)) throw new EngineRefusal("in use");
      this.#get(id).name = name;
    });
  }

  async remove(id: string): Promise<void> {
    await this.#change(() => (this.containers = this.containers.filter((container) => container.id !== id)));
  }

  async execute(): Promise<CommandResult> {
    return { exitCode: 0, output: "" };
  }

  async runHealthcheck(): Promise<void> {}

  async tail(): Promise<string> {
    return "last words";
  }

  async imagesInUse(): Promise<Set<string>> {
    return new Set(this.containers.map(({ image }) => idOf(image)));
  }

  async removeImage(id: string): Promise<void> {
    for (const image of this.images) if (idOf(image) === id) this.images.delete(image);
    this.removedImages.push(id);
  }

  async #change(work: () => unknown): Promise<void> {
    const moment = this.changes;
    this.changes += 2;
    if (moment < this.killAfter) work();
    if (moment + 1 < this.killAfter) return;
    this.onKill();
    await new Promise(() => {});
  }

  #get(id: string): FakeContainer {
    const container = this.containers.find((other) => other.id === id);
    if (!container) throw new EngineRefusal(`no such container: ${id}`);
    return container;
  }
}

const idOf = (image: string) => `id of ${image}`;
