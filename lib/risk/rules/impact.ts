// How bad would a failure be, at this time and for so many devices?
import type { ClockFacts, ExposureFacts, TrafficFacts } from "#lib/risk/rules/facts.ts";

/** Up to this share of the fleet, so many points; beyond the last: ALL_AT_ONCE. Each is about half as many devices. */
const EXPOSURE: readonly [number, number][] = [
  [0.02, -13],
  [0.05, -10],
  [0.1, -8],
  [0.25, -4],
  [0.5, 0],
];
const ALL_AT_ONCE = 4;
const HELP_IS_FAR = 6;
const BUSY_MIN = 1.5;
const QUIET_MAX = 0.67;
const TRAFFIC = 5;

/** From this hour on Friday is the afternoon, and the night begins and ends. */
const FRIDAY_AFTERNOON_FROM = 15;
const NIGHT = { from: 22, until: 6 };
const FRIDAY = 5;

export type Timing = "fridayAfternoon" | "weekend" | "night" | "day";

export function timingOf({ weekday, hour }: Pick<ClockFacts, "weekday" | "hour">): Timing {
  if (weekday > FRIDAY) return "weekend";
  if (hour >= NIGHT.from || hour < NIGHT.until) return "night";
  if (weekday === FRIDAY && hour >= FRIDAY_AFTERNOON_FROM) return "fridayAfternoon";
  return "day";
}

/** Whoever could help is at home: what goes wrong stays wrong for longer. */
export function pointsOfTiming(clock: ClockFacts): number {
  return timingOf(clock) === "day" ? 0 : HELP_IS_FAR;
}

/** The share of the whole fleet that gets the release before anything is checked. Null: nobody knows. */
export function exposedShare({ deviceCount, fleetCount, firstShare }: ExposureFacts): number | null {
  if (firstShare === null || fleetCount === 0) return null;
  return (firstShare * deviceCount) / fleetCount;
}

export function pointsOfExposure(exposure: ExposureFacts): number {
  const share = exposedShare(exposure);
  if (share === null) return exposure.deviceCount === 0 && exposure.firstShare !== null ? 0 : ALL_AT_ONCE;
  return EXPOSURE.find(([upTo]) => share <= upTo)?.[1] ?? ALL_AT_ONCE;
}

export function pointsOfTraffic(traffic: TrafficFacts): number {
  if (traffic.kind === "unknown") return 0;
  if (traffic.ratio >= BUSY_MIN) return TRAFFIC;
  return traffic.ratio <= QUIET_MAX ? -TRAFFIC : 0;
}
