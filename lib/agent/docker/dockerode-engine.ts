import Docker, { type ContainerCreateOptions, type EndpointSettings } from "dockerode";
import { EngineRefusal, type CommandResult, type Engine, type RunState } from "#lib/agent/docker/engine.ts";
import { readFrames } from "#lib/agent/docker/frames.ts";
import { credentialsFor } from "#lib/agent/docker/credentials.ts";
import { followPull } from "#lib/agent/docker/follow-pull.ts";
import type { PullLine } from "#lib/agent/rules/pull.ts";
import { labels, type ContainerState } from "#lib/agent/rules/swap.ts";
import { messageOf, TemporaryTrouble } from "#lib/agent/trouble.ts";

const CALL_MILLIS_MAX = 60_000;
const TAIL_LINES = 10;

/** Docker or Podman behind its Engine API. */
export class DockerodeEngine implements Engine {
  readonly #docker: Docker;
  readonly #authFile: string | null;
  #isPodman: boolean | null = null;

  constructor(options: Docker.DockerOptions, authFile: string | null) {
    this.#docker = new Docker(options);
    this.#authFile = authFile;
  }

  async describe(): Promise<{ name: string; version: string; architecture: string }> {
    const version = await ask(() => this.#docker.version());
    const { Components: components = [] } = version as { Components?: { Name: string }[] };
    this.#isPodman = components.some(({ Name }) => /podman/i.test(Name));
    return { name: this.#isPodman ? "podman" : "docker", version: version.Version, architecture: version.Arch };
  }

  async find({ product, names }: { product: string; names: readonly string[] }): Promise<ContainerState[]> {
    const labelled = await this.#list({ label: [`${labels.product}=${product}`] });
    // The engine's filter takes parts of names; a name asks for exactly one container.
    const named = await Promise.all(names.map((name) => this.#inspectOrNull(name)));
    const ids = new Set([...labelled.map(({ Id }) => Id), ...named.flatMap((info) => info?.Id ?? [])]);
    const infos = await Promise.all([...ids].map((id) => this.#inspectOrNull(id)));
    return infos.flatMap((info) => (info ? toState(info) : []));
  }

  async products(): Promise<string[]> {
    const containers = await this.#list({ label: [labels.product] });
    return [...new Set(containers.flatMap(({ Labels }) => Labels[labels.product] ?? []))];
  }

  inspect(id: string): Promise<Docker.ContainerInspectInfo> {
    return ask(() => this.#docker.getContainer(id).inspect({ abortSignal: limit() }));
  }

  async stateOf(id: string): Promise<RunState | null> {
    const info = await this.#inspectOrNull(id);
    return info === null ? null : toRunState(info);
  }

  inspectImage(reference: string): Promise<Docker.ImageInspectInfo | null> {
    return orNull(404, () => this.#docker.getImage(reference).inspect());
  }

  async pull(
    reference: string,
    { onLine, signal }: { onLine: (line: PullLine) => void; signal: AbortSignal },
  ): Promise<void> {
    const authconfig = await credentialsFor(reference, this.#authFile);
    await followPull(
      (abortSignal) => ask(() => this.#docker.pull(reference, { ...(authconfig && { authconfig }), abortSignal })),
      { onLine, signal },
    );
  }

  async create(name: string, options: ContainerCreateOptions): Promise<void> {
    await ask(() => this.#docker.createContainer({ name, ...options, abortSignal: limit() }));
  }

  async connect(network: string, id: string, endpoint: EndpointSettings): Promise<void> {
    await ask(() => this.#docker.getNetwork(network).connect({ Container: id, EndpointConfig: endpoint }));
  }

  async start(id: string): Promise<void> {
    await orNull(304, () => this.#docker.getContainer(id).start({ abortSignal: limit() }));
  }

  async stop(id: string, timeoutSeconds: number): Promise<void> {
    const abortSignal = limit(timeoutSeconds * 1000);
    await orNull(304, () => this.#docker.getContainer(id).stop({ t: timeoutSeconds, abortSignal }));
  }

  async rename(id: string, name: string): Promise<void> {
    await ask(() => this.#docker.getContainer(id).rename({ name, abortSignal: limit() }));
  }

  /** Its unnamed volumes stay: the other container has them as well. */
  async remove(id: string): Promise<void> {
    await orNull(404, () => this.#docker.getContainer(id).remove({ force: true, abortSignal: limit() }));
  }

  async execute(id: string, command: readonly string[], signal: AbortSignal): Promise<CommandResult> {
    return ask(async () => {
      const exec = await this.#docker.getContainer(id).exec({
        Cmd: [...command],
        AttachStdout: true,
        AttachStderr: true,
        abortSignal: signal,
      });
      const stream = await exec.start({ hijack: true, stdin: false, abortSignal: signal });
      const abort = () => stream.destroy(new Error("it took too long"));
      signal.addEventListener("abort", abort, { once: true });
      const output = await readFrames(stream).finally(() => signal.removeEventListener("abort", abort));
      const { ExitCode } = await exec.inspect({ abortSignal: limit() });
      return { exitCode: ExitCode ?? 1, output };
    });
  }

  /** Podman leaves checks to systemd's timers, which many small hosts do not have. Docker needs no such help. */
  async runHealthcheck(id: string): Promise<void> {
    if (this.#isPodman === null) await this.describe();
    if (!this.#isPodman) return;
    await new Promise<void>((resolve) => {
      const path = `/v4.0.0/libpod/containers/${id}/healthcheck`;
      // What it says stands in the container's state afterwards, whatever this call answers.
      this.#docker.modem.dial({ path, method: "GET", statusCodes: { 200: true } }, () => resolve());
    });
  }

  async tail(id: string): Promise<string> {
    const options = { stdout: true, stderr: true, follow: false, tail: TAIL_LINES } as const;
    const log = await orNull(404, () => this.#docker.getContainer(id).logs({ ...options, abortSignal: limit() }));
    return log === null ? "" : readFrames([log]);
  }

  async imagesInUse(): Promise<Set<string>> {
    return new Set((await this.#list({})).map(({ ImageID }) => ImageID));
  }

  async removeImage(id: string): Promise<void> {
    await orNull(404, () => this.#docker.getImage(id).remove({ abortSignal: limit() }));
  }

  #list(filters: Record<string, string[]>): Promise<Docker.ContainerInfo[]> {
    return ask(() => this.#docker.listContainers({ all: true, filters, abortSignal: limit() }));
  }

  #inspectOrNull(id: string): Promise<Docker.ContainerInspectInfo | null> {
    return orNull(404, () => this.#docker.getContainer(id).inspect({ abortSignal: limit() }));
  }
}

/** An engine that hangs must not make the agent hang. */
function limit(more = 0): AbortSignal {
  return AbortSignal.timeout(CALL_MILLIS_MAX + more);
}

async function ask<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (statusOf(error) !== undefined) throw new EngineRefusal(sentenceOf(error), { cause: error });
    throw new TemporaryTrouble(`The container engine cannot be reached: ${messageOf(error)}`, { cause: error });
  }
}

/** Takes one refusal as an answer: "there is none", or "it is so already". */
async function orNull<Result>(status: 304 | 404, call: () => Promise<Result>): Promise<Result | null> {
  return ask(async () => {
    try {
      return await call();
    } catch (error) {
      if (statusOf(error) === status) return null;
      throw error;
    }
  });
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number } | null)?.statusCode;
}

/** Without the frame that the library puts around what the engine said. */
function sentenceOf(error: unknown): string {
  return messageOf(error).replace(/^\(HTTP code \d+\) [^-]* - /, "");
}

function toState(info: Docker.ContainerInspectInfo): ContainerState {
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ""),
    isRunning: info.State.Running || info.State.Restarting,
    imageId: info.Image,
    labels: info.Config.Labels,
    networks: Object.keys(info.NetworkSettings.Networks),
  };
}

function toRunState({ State: state, RestartCount: restarts, HostConfig }: Docker.ContainerInspectInfo): RunState {
  const health = state.Health?.Status;
  return {
    isRunning: state.Running && !state.Restarting,
    isRestarting: state.Restarting,
    restartsByItself: ["always", "unless-stopped", "on-failure"].includes(HostConfig.RestartPolicy?.Name ?? ""),
    exitCode: state.ExitCode,
    restarts,
    health: health === "starting" || health === "healthy" || health === "unhealthy" ? health : null,
  };
}
