import { SimulatedDevice, type DeviceIdentity, type DeviceSurroundings } from "#lib/simulate/device.ts";
import { DueQueue } from "#lib/simulate/rules/due-queue.ts";
import type { Behavior } from "#lib/simulate/rules/plan.ts";
import { Speaker } from "#lib/simulate/speaker.ts";
import { Tally, type Summary } from "#lib/simulate/tally.ts";

export interface FleetOptions {
  url: string;
  behavior: Behavior;
  seed: string;
  pollSeconds: number | null;
  /** Connections to the server, and requests under way at once. */
  concurrency: number;
}

/** A fleet of pretend devices, each with its own clock. One timer and one queue serve them all. */
export class SimulatedFleet {
  readonly tally = new Tally();
  readonly #devices: SimulatedDevice[];
  readonly #queue = new DueQueue<SimulatedDevice>();
  readonly #around: DeviceSurroundings;
  readonly #concurrency: number;
  #timer: NodeJS.Timeout | undefined;
  #underWay = 0;
  #isStopped = false;
  #whenIdle: (() => void) | null = null;

  constructor(identities: readonly DeviceIdentity[], options: FleetOptions) {
    const { behavior, seed, pollSeconds, concurrency } = options;
    this.#devices = identities.map((identity) => new SimulatedDevice(identity, behavior, seed));
    this.#concurrency = concurrency;
    this.#around = {
      speaker: new Speaker(options.url, concurrency, this.tally),
      behavior,
      tally: this.tally,
      pollSeconds,
    };
  }

  get identities(): DeviceIdentity[] {
    return this.#devices.map((device) => device.identity);
  }

  start(): void {
    const now = performance.now();
    for (const device of this.#devices) {
      if (!device.isOffline) this.#queue.push(now + device.firstTurnAfter(this.#around), device);
    }
    this.#serve();
  }

  /** Ends the simulation; requests under way are waited for. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    await this.#around.speaker.close();
  }

  summarize(): Summary {
    return this.tally.summarize(this.#devices.length, this.#devices.filter((device) => device.isOffline).length);
  }

  /** Calls whoever is due, as far as there is room, and sets the timer for the one after. */
  #serve(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    const now = performance.now();
    while (this.#underWay < this.#concurrency && (this.#queue.nextAt ?? Infinity) <= now) {
      const device = this.#queue.pop();
      if (device) void this.#call(device);
    }
    // Without room the next one who comes back calls us again.
    if (this.#underWay >= this.#concurrency || this.#queue.nextAt === null) return;
    this.#timer = setTimeout(() => this.#serve(), Math.max(1, this.#queue.nextAt - now));
  }

  async #call(device: SimulatedDevice): Promise<void> {
    this.#underWay++;
    const waitMillis = await device.takeTurn(this.#around);
    this.#underWay--;
    if (waitMillis !== null) this.#queue.push(performance.now() + waitMillis, device);
    if (this.#isStopped && this.#underWay === 0) this.#whenIdle?.();
    this.#serve();
  }
}
