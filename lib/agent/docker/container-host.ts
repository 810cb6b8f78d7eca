import { checkContainer } from "#lib/agent/docker/check-container.ts";
import type { Engine } from "#lib/agent/docker/engine.ts";
import type { Around } from "#lib/agent/driver.ts";
import type { Verdict } from "#lib/agent/health.ts";
import type { Action } from "#lib/agent/rules/action.ts";
import { optionsOf, type AgentFile, type ProductOptions } from "#lib/agent/rules/options.ts";
import { asideName, waitingName, type ContainerState } from "#lib/agent/rules/swap.ts";

export interface HostOptions {
  engine: Engine;
  file: AgentFile;
  /** What {device_ip} stands for in health checks. */
  deviceAddress: string;
  device: { id: string; name: string };
}

/** This host's containers, as its operator sees them: by product. */
export class ContainerHost {
  readonly engine: Engine;
  readonly #options: HostOptions;

  constructor(options: HostOptions) {
    this.engine = options.engine;
    this.#options = options;
  }

  optionsOf(product: string): ProductOptions {
    return optionsOf(this.#options.file, product);
  }

  /** The container's name, where the operator has said it. */
  nameOf(product: string): string | null {
    return this.optionsOf(product).container ?? null;
  }

  containersOf(product: string, name = this.nameOf(product)): Promise<ContainerState[]> {
    return this.engine.find({ product, names: name === null ? [] : [name, asideName(name), waitingName(name)] });
  }

  check(
    { action }: { action: Action },
    container: { id: string; restartsBefore: number },
    around: Around,
  ): Promise<Verdict> {
    const { device, deviceAddress } = this.#options;
    const { health } = this.optionsOf(action.product);
    return checkContainer({ engine: this.engine, action, health, device, deviceAddress, ...container }, around);
  }
}
