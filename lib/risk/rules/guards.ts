// What does good practice say against this time, whatever the score?
import type { Guard } from "#lib/risk/rules/assessment.ts";
import type { ClockFacts } from "#lib/risk/rules/facts.ts";
import { timingOf } from "#lib/risk/rules/impact.ts";
import { clockText } from "#lib/risk/rules/words.ts";

export interface GuardFacts {
  clock: ClockFacts;
  /** The freeze that holds at the planned time, or the next one that begins. */
  freeze: { name: string; startsAt: string; holds: boolean } | null;
  /** Hours from the planned time to the freeze; 0 where it holds. */
  hoursToFreeze: number | null;
  /** People who may approve and have been seen lately. */
  peopleOnCall: number;
}

/** A freeze this near leaves no time to mend what went wrong. */
export const FREEZE_NEAR_HOURS = 24;
/** Who may approve and has signed in within these days counts as on call. */
export const ON_CALL_DAYS = 7;

export function listGuards({ clock, freeze, hoursToFreeze, peopleOnCall }: GuardFacts): Guard[] {
  const guards: Guard[] = [];
  const timing = timingOf(clock);
  const warn = (id: Guard["id"], message: string) => guards.push({ id, severity: "warning", message });
  const when = clockText(clock);
  if (timing === "fridayAfternoon") warn(timing, `${when}: what fails on Friday afternoon is mended on the weekend.`);
  if (timing === "weekend") warn(timing, `${when}: on the weekend few are there to help.`);
  if (timing === "night") warn(timing, `${when}: at night few are there to help.`);
  if (freeze?.holds) {
    guards.push({ id: "frozen", severity: "stop", message: `The freeze “${freeze.name}” holds at that time.` });
  } else if (freeze && hoursToFreeze !== null && hoursToFreeze <= FREEZE_NEAR_HOURS) {
    const hours = Math.max(1, Math.round(hoursToFreeze));
    warn("freezeNear", `The freeze “${freeze.name}” begins ${hours === 1 ? "within an hour" : `in ${hours} hours`}.`);
  }
  if (peopleOnCall === 0) {
    warn("nobodyOnCall", `Nobody who may approve has signed in within the last ${ON_CALL_DAYS} days.`);
  }
  return guards;
}
