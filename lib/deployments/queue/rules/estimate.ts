// When will those who wait start, as far as what happened so far tells?
import { type CalendarRule, judge } from "#lib/calendar/rules/verdict.ts";
import { compareInLine, type Standing } from "#lib/deployments/queue/rules/priority.ts";

/** How long deployments like it took, of which a tenth, half, and nine tenths were done by then. */
export interface DurationSpread {
  p10Seconds: number;
  medianSeconds: number;
  p90Seconds: number;
  /** From how many deployments this is known. */
  count: number;
}

export interface RunningOne {
  deploymentId: string;
  productId: string;
  startedAt: Date;
  duration: DurationSpread | null;
}

export interface WaitingOne extends Standing {
  deploymentId: string;
  productId: string;
  duration: DurationSpread | null;
  /** Not before; as it was scheduled, or is tried again. */
  notBefore: Date | null;
  /** Deployments that must be completed before. */
  needs: readonly string[];
  /** Waits for people, so that nobody can say when. */
  isUnforeseeable: boolean;
  /** When the calendar lets it start; a hot-fix asks nobody. */
  openTimes: OpenTimes | null;
}

/** When it starts: most likely, and between which times in eight of ten cases. Null where nobody can say. */
export interface StartEstimate {
  at: Date;
  earliest: Date;
  /** Null where only the beginning of the spread is known. */
  latest: Date | null;
}

/**
 * Estimates the starts of all that wait, by playing the line through three times: with the short, the usual and the long
 * durations of what runs and what is ahead.
 */
export function estimateStarts(
  line: { running: readonly RunningOne[]; waiting: readonly WaitingOne[]; roomOf: (productId: string) => number },
  now: Date,
): Map<string, StartEstimate> {
  const [short, usual, long] = (["p10Seconds", "medianSeconds", "p90Seconds"] as const).map((key) =>
    play(line, key, now),
  );
  const estimates = new Map<string, StartEstimate>();
  for (const { id } of line.waiting) {
    const at = usual?.get(id);
    const earliest = short?.get(id);
    if (at === undefined || earliest === undefined) continue;
    const latest = long?.get(id);
    estimates.set(id, {
      at: new Date(at),
      // Who is overtaken in one play and not in another may start sooner in the slower one.
      earliest: new Date(Math.min(earliest, at)),
      latest: latest === undefined ? null : new Date(Math.max(latest, at)),
    });
  }
  return estimates;
}

type Quantile = "p10Seconds" | "medianSeconds" | "p90Seconds";

/** Lets everything start in its turn. Who cannot be foreseen is left out of the answer, and with it who needs it. */
function play(
  line: { running: readonly RunningOne[]; waiting: readonly WaitingOne[]; roomOf: (productId: string) => number },
  quantile: Quantile,
  now: Date,
): Map<string, number> {
  const endOf = new Map<string, number>();
  const ends = new Map<string, number[]>();
  for (const one of line.running) {
    const end = endOfRunning(one, quantile, now);
    endOf.set(one.deploymentId, end);
    ends.set(one.productId, [...(ends.get(one.productId) ?? []), end]);
  }
  const startOf = new Map<string, number>();
  let left = line.waiting.filter(({ isUnforeseeable }) => !isUnforeseeable).toSorted(compareInLine);
  const inLine = new Set(left.map(({ deploymentId }) => deploymentId));

  for (let progress = true; progress && left.length > 0;) {
    progress = false;
    for (const group of Map.groupBy(left, ({ productId }) => productId).values()) {
      const first = group[0];
      if (first === undefined) continue;
      const slots = slotsOf(ends.get(first.productId) ?? [], line.roomOf(first.productId), now);
      for (const started of playProduct(group, slots, { endOf, inLine, quantile, now })) {
        startOf.set(started.one.id, started.at);
        endOf.set(started.one.deploymentId, started.end);
        ends.set(first.productId, [...(ends.get(first.productId) ?? []), started.end]);
        progress = true;
      }
    }
    left = left.filter(({ id }) => !startOf.has(id));
  }
  return startOf;
}

interface Surroundings {
  endOf: ReadonlyMap<string, number>;
  inLine: ReadonlySet<string>;
  quantile: Quantile;
  now: Date;
}

/** Starts all of one product whose needs are known by now. */
function playProduct(group: readonly WaitingOne[], slots: number[], around: Surroundings) {
  const started: { one: WaitingOne; at: number; end: number }[] = [];
  const ready = group.map((one) => ({ one, from: readyAt(one, around) })).filter(({ from }) => Number.isFinite(from));
  while (ready.length > 0) {
    slots.sort((a, b) => a - b);
    const free = slots[0] ?? Number.POSITIVE_INFINITY;
    if (!Number.isFinite(free)) break;
    // At the time at which there is room and somebody is ready, the first in the line of those who are goes.
    const time = Math.max(free, Math.min(...ready.map(({ from }) => from)));
    const index = ready.findIndex(({ from }) => from <= time);
    const next = ready[index];
    if (next === undefined) break;
    const opens = next.one.openTimes === null ? time : next.one.openTimes.firstFrom(time);
    if (opens > time) {
      next.from = opens;
      if (!Number.isFinite(opens)) ready.splice(index, 1);
      continue;
    }
    const { duration } = next.one;
    const end = duration === null ? Number.POSITIVE_INFINITY : time + duration[around.quantile] * 1000;
    started.push({ one: next.one, at: time, end });
    slots[0] = end;
    ready.splice(index, 1);
  }
  return started;
}

/** From when on it could start, the room apart. Infinite while one that it needs has no known end. */
function readyAt(one: WaitingOne, { endOf, inLine, now }: Surroundings): number {
  const ends = one.needs.map((id) => endOf.get(id) ?? (inLine.has(id) ? Number.POSITIVE_INFINITY : now.getTime()));
  const from = Math.max(now.getTime(), one.notBefore?.getTime() ?? 0, ...ends);
  return Number.isFinite(from) && one.openTimes !== null ? one.openTimes.firstFrom(from) : from;
}

/** One that takes longer than nine of ten have taken may take any time. */
function endOfRunning({ startedAt, duration }: RunningOne, quantile: Quantile, now: Date): number {
  if (duration === null) return Number.POSITIVE_INFINITY;
  const end = startedAt.getTime() + duration[quantile] * 1000;
  if (end >= now.getTime()) return end;
  return quantile === "p90Seconds" ? Number.POSITIVE_INFINITY : now.getTime();
}

/** When each place for a running deployment is free: those that run longest are in nobody's way. */
function slotsOf(ends: readonly number[], max: number, now: Date): number[] {
  const busy = ends.toSorted((a, b) => b - a).slice(0, max);
  return [...busy, ...Array.from({ length: Math.max(0, max - busy.length) }, () => now.getTime())];
}

/** When the calendar is open for one place, looked up as far as it is asked and then known. */
export class OpenTimes {
  readonly #rules: readonly CalendarRule[];
  readonly #open: { from: number; to: number }[] = [];
  #knownTo: number;

  constructor(rules: readonly CalendarRule[], now: Date) {
    this.#rules = rules;
    this.#knownTo = now.getTime();
  }

  /** The first instant from `time` on at which it is open; infinite when there is none. */
  firstFrom(time: number): number {
    if (this.#rules.length === 0) return time;
    while (this.#knownTo <= time || !this.#open.some(({ to }) => to > time)) {
      if (!this.#lookOn()) break;
    }
    const span = this.#open.find(({ to }) => to > time);
    return span === undefined ? Number.POSITIVE_INFINITY : Math.max(time, span.from);
  }

  #lookOn(): boolean {
    if (!Number.isFinite(this.#knownTo)) return false;
    const verdict = judge(this.#rules, new Date(this.#knownTo));
    const until = verdict.until?.getTime() ?? Number.POSITIVE_INFINITY;
    if (verdict.kind === "open") this.#open.push({ from: this.#knownTo, to: until });
    this.#knownTo = until;
    return true;
  }
}
