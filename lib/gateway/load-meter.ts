import { monitorEventLoopDelay } from "node:perf_hooks";
import { pressureOf, type Pressure } from "#lib/gateway/rules/pressure.ts";

const RESOLUTION_MILLIS = 10;
const LOOK_EVERY_MILLIS = 1_000;
const SHARE = 90;

/** Measures how late the event loop is: the one sign of load that covers everything a process does. */
export class LoadMeter {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MILLIS });
  readonly #timer: NodeJS.Timeout;
  #pressure: Pressure = { stretch: 1, isTooMuch: false };

  /** With limits off, as for load tests, everybody is answered as if there were no load. */
  constructor(isOn: boolean) {
    this.#histogram.enable();
    this.#timer = setInterval(() => {
      if (isOn) this.#look();
    }, LOOK_EVERY_MILLIS);
    this.#timer.unref();
  }

  get pressure(): Pressure {
    return this.#pressure;
  }

  #look(): void {
    const delayMillis = Math.max(0, this.#histogram.percentile(SHARE) / 1e6 - RESOLUTION_MILLIS);
    this.#pressure = pressureOf(delayMillis, this.#pressure);
    this.#histogram.reset();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }
}
