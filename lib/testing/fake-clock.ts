import type { Clock } from "#lib/kernel/clock.ts";

/** A Monday morning, so that windows and weekdays have an obvious meaning. */
const START = "2026-01-05T09:00:00.000Z";

/** A clock that stands still until it is told to move. */
export class FakeClock implements Clock {
  #time: number;

  constructor(start: string | Date = START) {
    this.#time = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#time);
  }

  set(time: string | Date): void {
    this.#time = new Date(time).getTime();
  }

  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number; millis?: number }): Date {
    const { days = 0, hours = 0, minutes = 0, seconds = 0, millis = 0 } = by;
    this.#time += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + millis;
    return this.now();
  }
}
