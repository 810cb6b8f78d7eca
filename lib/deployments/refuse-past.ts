import { DomainError } from "#lib/kernel/errors.ts";

/** What is sent a moment before its time may arrive a moment after it. */
const LATE_MILLIS = 60_000;

/** Throws IMPOSSIBLE for a time that is over. */
export function refusePast(scheduledAt: Date | null, now: Date): void {
  if (scheduledAt === null || scheduledAt.getTime() >= now.getTime() - LATE_MILLIS) return;
  throw new DomainError("IMPOSSIBLE", "This time is over. Choose a later one, or none to deploy as soon as it may.", {
    errors: [{ path: "scheduledAt", message: "Name a time that is still to come." }],
  });
}
