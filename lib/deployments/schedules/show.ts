import type { Recurring } from "#lib/calendar/rules/recurrence.ts";
import { seriesOf } from "#lib/calendar/rules/series.ts";
import type { ScheduleRecord } from "#lib/deployments/schedules/store.ts";
import type { ScheduleView } from "#lib/deployments/schedules/view.ts";
import { hideSecrets } from "#lib/deployments/secrets.ts";

const NEXT_SHOWN = 5;

export function toRecurring({ recurrence, timeZone }: Pick<ScheduleRecord, "recurrence" | "timeZone">): Recurring {
  const { kind, value, startsAt } = recurrence;
  return { recurrence: { kind, value }, startsAt, timeZone };
}

export function toScheduleView(schedule: ScheduleRecord, now: Date): ScheduleView {
  const { id, name, product, channel, environment, template, priority, timeZone, enabled, lastOutcome } = schedule;
  const { kind, value, startsAt } = schedule.recurrence;
  return {
    ...{ id, name, product, channel, environment, template, priority, timeZone, enabled, lastOutcome, startsAt },
    recurrence: { kind, value },
    variables: hideSecrets(schedule.variables),
    next: enabled ? listNext(toRecurring(schedule), now) : [],
    lastAt: schedule.lastAt?.toISOString() ?? null,
    createdAt: schedule.createdAt.toISOString(),
    createdBy: schedule.createdBy,
  };
}

function listNext(recurring: Recurring, now: Date): string[] {
  const series = seriesOf(recurring);
  const times: string[] = [];
  let next = series.after(now);
  while (next !== null && times.length < NEXT_SHOWN) {
    times.push(next.toISOString());
    next = series.after(next);
  }
  return times;
}
