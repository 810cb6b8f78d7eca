import type { Ending } from "#lib/simulate/rules/plan.ts";

/** What a simulation has seen, for people and for machines. */
export interface Summary {
  devices: number;
  offline: number;
  updating: number;
  healthy: number;
  failed: number;
  rolledBack: number;
  silent: number;
  stopped: number;
  requests: number;
  unchanged: number;
  clientErrors: number;
  serverErrors: number;
  unreachable: number;
  refused: number;
  requestsPerSecond: number;
  latencyMillis: { p50: number; p95: number; p99: number; max: number };
  seconds: number;
}

/** Latencies are counted in steps of a half millisecond up to ten seconds; what takes longer counts as that. */
const STEPS_PER_MILLI = 2;
const STEPS = 10_000 * STEPS_PER_MILLI;
const RATE_WINDOW_MILLIS = 5_000;

/** Counts what happens. Ended actions are counted per action, not per device. */
export class Tally {
  updating = 0;
  unreachable = 0;
  refused = 0;
  #requests = 0;
  #unchanged = 0;
  #clientErrors = 0;
  #serverErrors = 0;
  #maxMillis = 0;
  readonly #ended: Record<Ending | "stopped", number> = { healthy: 0, failed: 0, rolledBack: 0, silent: 0, stopped: 0 };
  readonly #latencies = new Uint32Array(STEPS + 1);
  readonly #startedAt = performance.now();
  #window = { at: performance.now(), requests: 0, rate: 0 };

  began(): void {
    this.updating++;
  }

  ended(how: Ending | "stopped"): void {
    this.updating--;
    this.#ended[how]++;
  }

  answered(status: number, millis: number): void {
    this.#requests++;
    if (status === 304) this.#unchanged++;
    if (status >= 500) this.#serverErrors++;
    else if (status >= 400) this.#clientErrors++;
    this.#maxMillis = Math.max(this.#maxMillis, millis);
    const step = Math.min(STEPS, Math.floor(millis * STEPS_PER_MILLI));
    this.#latencies[step] = (this.#latencies[step] ?? 0) + 1;
  }

  summarize(devices: number, offline: number): Summary {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return {
      devices,
      offline,
      updating: this.updating,
      ...this.#ended,
      requests: this.#requests,
      unchanged: this.#unchanged,
      clientErrors: this.#clientErrors,
      serverErrors: this.#serverErrors,
      unreachable: this.unreachable,
      refused: this.refused,
      requestsPerSecond: Math.round(this.#requests / seconds),
      latencyMillis: {
        p50: this.#percentile(0.5),
        p95: this.#percentile(0.95),
        p99: this.#percentile(0.99),
        max: Math.round(this.#maxMillis * 10) / 10,
      },
      seconds: Math.round(seconds * 10) / 10,
    };
  }

  /** Requests per second over the last seconds, for the progress line. */
  currentRate(): number {
    const now = performance.now();
    const elapsed = now - this.#window.at;
    if (elapsed < RATE_WINDOW_MILLIS && this.#window.rate > 0) return this.#window.rate;
    const rate = elapsed > 0 ? Math.round(((this.#requests - this.#window.requests) * 1000) / elapsed) : 0;
    if (elapsed >= RATE_WINDOW_MILLIS) this.#window = { at: now, requests: this.#requests, rate };
    return rate;
  }

  #percentile(share: number): number {
    let remaining = this.#requests * share;
    for (const [step, count] of this.#latencies.entries()) {
      remaining -= count;
      if (remaining <= 0) return this.#requests === 0 ? 0 : (step + 1) / STEPS_PER_MILLI;
    }
    return 0;
  }
}
