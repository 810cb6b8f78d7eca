import type { ContainerCreateOptions, ContainerInspectInfo, EndpointSettings, ImageInspectInfo } from "dockerode";
import type { PullLine } from "#lib/agent/rules/pull.ts";
import type { ContainerState } from "#lib/agent/rules/swap.ts";

/** The engine understood and will not do it. */
export class EngineRefusal extends Error {
  override name = "EngineRefusal";
}

export interface RunState {
  isRunning: boolean;
  /** The engine is about to start it again. */
  isRestarting: boolean;
  /** Its restart policy starts it again when it ends by itself. */
  restartsByItself: boolean;
  exitCode: number;
  restarts: number;
  /** What the container's own HEALTHCHECK says; null where it has none. */
  health: "starting" | "healthy" | "unhealthy" | null;
}

export interface CommandResult {
  exitCode: number;
  output: string;
}

/**
 * What the agent asks of Docker or Podman. Everything but `create` and `pull` may be asked twice. Calls throw
 * EngineRefusal when the engine says no, and TemporaryTrouble when it cannot be reached.
 */
export interface Engine {
  describe(): Promise<{ name: string; version: string; architecture: string }>;
  /** Finds containers by the product's label and by name. */
  find(query: { product: string; names: readonly string[] }): Promise<ContainerState[]>;
  /** Names the products that labels name. */
  products(): Promise<string[]>;
  inspect(id: string): Promise<ContainerInspectInfo>;
  stateOf(id: string): Promise<RunState | null>;
  inspectImage(reference: string): Promise<ImageInspectInfo | null>;
  pull(reference: string, options: { onLine: (line: PullLine) => void; signal: AbortSignal }): Promise<void>;
  create(name: string, options: ContainerCreateOptions): Promise<void>;
  connect(network: string, id: string, endpoint: EndpointSettings): Promise<void>;
  start(id: string): Promise<void>;
  stop(id: string, timeoutSeconds: number): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
  execute(id: string, command: readonly string[], signal: AbortSignal): Promise<CommandResult>;
  /** Runs the container's own HEALTHCHECK now, where the engine has no timer that would. */
  runHealthcheck(id: string): Promise<void>;
  /** The last lines that it wrote. */
  tail(id: string): Promise<string>;
  /** Ids of the images that containers were made from, running or not. */
  imagesInUse(): Promise<Set<string>>;
  removeImage(id: string): Promise<void>;
}
