// Which share of the clients is offered a version now, and when does that change by itself?
import { DateTime } from "luxon";

export const STRATEGIES = ["immediate", "gradual", "scheduled", "split"] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const DISTRIBUTION_STATES = ["scheduled", "running", "paused", "completed", "cancelled"] as const;
export type DistributionState = (typeof DISTRIBUTION_STATES)[number];

/** From a time on the share is at least this. */
export interface ShareStep {
  percent: number;
  at: Date;
}

/** What decides about a share. */
export interface ShareFacts {
  percent: number;
  steps: readonly ShareStep[];
  startsAt: Date | null;
  status: DistributionState;
}

/** The share at a time. Until the start, and while somebody holds it, nobody new is offered anything. */
export function shareAt({ percent, steps, startsAt, status }: ShareFacts, now: Date): number {
  if (status === "paused" || status === "cancelled") return 0;
  if (status === "completed") return 100;
  if (startsAt !== null && now < startsAt) return 0;
  return steps.reduce((share, step) => (step.at <= now ? Math.max(share, step.percent) : share), percent);
}

/** When the share changes next without anybody doing anything; null where it does not. */
export function nextChangeAt(facts: ShareFacts, now: Date): Date | null {
  if (facts.status !== "scheduled" && facts.status !== "running") return null;
  const share = shareAt(facts, now);
  const times = [
    ...(facts.startsAt === null ? [] : [facts.startsAt]),
    ...facts.steps.filter((step) => step.percent > share).map((step) => step.at),
  ];
  return times.filter((at) => at > now).reduce<Date | null>(earlier, null);
}

function earlier(first: Date | null, second: Date): Date {
  return first === null || second < first ? second : first;
}

/** How a share grows by itself, as people say it: by so much each hour or day, in their time zone. */
export interface Growth {
  by: number;
  every: "hour" | "day";
  /** From where it grows; the distribution's own percentage. */
  from: number;
}

/**
 * Writes a growth as steps. A day is a day of the zone: 9:00 stays 9:00 when the clocks change, and a time that does not
 * exist that day is the next one that does.
 */
export function planSteps({ by, every, from }: Growth, startsAt: Date, timeZone: string): ShareStep[] {
  const start = DateTime.fromJSDate(startsAt, { zone: timeZone });
  const steps: ShareStep[] = [];
  for (let percent = from + by, turn = 1; percent - by < 100; percent += by, turn++) {
    const at = start.plus(every === "day" ? { days: turn } : { hours: turn }).toJSDate();
    steps.push({ percent: Math.min(100, percent), at });
  }
  return steps;
}

/** Reads a time of day and date without a zone as one of `timeZone`. Null where it is none. */
export function readLocalTime(text: string, timeZone: string): Date | null {
  const time = DateTime.fromISO(text, { zone: timeZone });
  return time.isValid ? time.toJSDate() : null;
}

/** Moves what was still to come by as long as the distribution stood still. */
export function shiftSteps(steps: readonly ShareStep[], pausedAt: Date, now: Date): ShareStep[] {
  const by = now.getTime() - pausedAt.getTime();
  return steps.map((step) => (step.at > pausedAt ? { ...step, at: new Date(step.at.getTime() + by) } : step));
}
