// How long may a device be silent?
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";

type Patience = Pick<RolloutSettings, "deviceTimeoutSeconds">;

/** A deadline stays where it is while it would move by less than this part of the timeout. */
const IDLE_PART = 1 / 20;

/** The time up to which a device may say nothing, counted from its last report, or from the server's next probe. */
export function deadlineAfter(time: Date, settings: Patience): Date {
  return secondsAfter(time, settings.deviceTimeoutSeconds);
}

/**
 * The deadline after news of a device. Moving it touches every index of the table, and a device at work tells of each
 * step: so it moves only for more than a twentieth of the timeout, and silence is noticed at most that much early.
 */
export function movedDeadline(present: Date | null, time: Date, settings: Patience): Date {
  const wanted = deadlineAfter(time, settings);
  if (present === null) return wanted;
  const movesBy = wanted.getTime() - present.getTime();
  return movesBy >= 0 && movesBy < settings.deviceTimeoutSeconds * 1000 * IDLE_PART ? present : wanted;
}
