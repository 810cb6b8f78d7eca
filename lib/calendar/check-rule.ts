import { everComes } from "#lib/calendar/rules/occasions.ts";
import { faultOfRecurrence, type Recurring } from "#lib/calendar/rules/recurrence.ts";
import { invalidInput } from "#lib/kernel/input.ts";

/** Refuses a recurrence that cannot be read, that begins in an hour which the clocks leave out, or that never comes. */
export function refuseFaultyRecurrence(recurring: Recurring): void {
  const fault = faultOfRecurrence(recurring);
  if (fault !== null) throw invalidInput(fault);
  if (everComes(recurring)) return;
  throw invalidInput({
    path: recurring.recurrence.kind === "once" ? "startsAt" : "recurrence.value",
    message: "There is no day on which this comes. Look at its days, months and end.",
  });
}
