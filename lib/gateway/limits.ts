import { RateLimiterMemory } from "rate-limiter-flexible";
import type { DeviceTable } from "#lib/gateway/device-table.ts";
import type { LoadMeter } from "#lib/gateway/load-meter.ts";
import { retryAfterSeconds } from "#lib/gateway/rules/pressure.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { callerKey, countOne } from "#lib/kernel/limit.ts";

/** Polls, and the reports of an update with each of its steps; who calls more often is broken. */
const DEVICE_CALLS_PER_MINUTE = 300;
/** Wrong tokens, unknown devices and tenants from one address: many devices may stand behind it, few are set up wrongly. */
const FAILURES_PER_MINUTE = 120;
const MINUTE_MILLIS = 60_000;

/** Holds off whoever asks too much: a device, an address that guesses, and everybody while the process is overrun. */
export class Limits {
  readonly #isOn: boolean;
  readonly #load: LoadMeter;
  readonly #failures = new RateLimiterMemory({ points: FAILURES_PER_MINUTE, duration: 60 });

  constructor(isOn: boolean, load: LoadMeter) {
    this.#isOn = isOn;
    this.#load = load;
  }

  /** Counts a call of a device that is known by its token, and says whether it may have it. */
  admits(table: DeviceTable, slot: number): boolean {
    return !this.#isOn || table.count(slot, Math.floor(Date.now() / MINUTE_MILLIS)) <= DEVICE_CALLS_PER_MINUTE;
  }

  /** The same, for those who would rather throw LIMIT_REACHED. */
  countDevice(table: DeviceTable, slot: number): void {
    if (this.admits(table, slot)) return;
    const now = Date.now();
    throw new DomainError("LIMIT_REACHED", "This device asks too often. Wait as long as pollSeconds says.", {
      retryAfterSeconds: (MINUTE_MILLIS - (now % MINUTE_MILLIS)) / 1000 + Math.random(),
    });
  }

  /** Throws LIMIT_REACHED while this process cannot follow. */
  refuseWhenOverrun(): void {
    if (!this.#isOn || !this.#load.pressure.isTooMuch) return;
    throw new DomainError("LIMIT_REACHED", "The server is busy. Come back a little later.", {
      retryAfterSeconds: retryAfterSeconds(Math.random()),
    });
  }

  /** Counts a wrong credential against its address. Throws LIMIT_REACHED. */
  async countFailure(address: string | null): Promise<void> {
    if (!this.#isOn) return;
    await countOne(this.#failures, callerKey(address), "Too many wrong tokens from this address.");
  }

  /** Throws LIMIT_REACHED where an address has failed too often, before anything is asked for it. */
  async refuseGuessing(address: string | null): Promise<void> {
    if (!this.#isOn) return;
    const counted = await this.#failures.get(callerKey(address));
    if (counted === null || counted.remainingPoints > 0) return;
    throw new DomainError("LIMIT_REACHED", "Too many wrong tokens from this address.", {
      retryAfterSeconds: counted.msBeforeNext / 1000,
    });
  }
}
