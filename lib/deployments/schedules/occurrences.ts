import type { Reach } from "#lib/access/rules/reach.ts";
import { seriesOf } from "#lib/calendar/rules/series.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { DurationSpread } from "#lib/deployments/queue/rules/estimate.ts";
import { keyOf, selectDurations } from "#lib/deployments/queue/store-list.ts";
import type { TimelineItem } from "#lib/deployments/queue/view.ts";
import { toRecurring } from "#lib/deployments/schedules/show.ts";
import { type ScheduleRecord, selectEnabled } from "#lib/deployments/schedules/store.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";

/** No schedule may crowd the others out of a timeline. */
const TIMES_OF_ONE_MAX = 100;
const SCHEDULES_MAX = 200;

export interface Occurrences {
  items: TimelineItem[];
  products: PlaceReference[];
  environments: PlaceReference[];
}

/** Lists when schedules will come round between two instants, with how long their deployments usually take. */
export async function listRecurring(
  db: Queryable,
  filter: { productId: string | null; environmentId: string | null; reach: Reach | undefined },
  range: { from: Date; to: Date; now: Date; limit: number },
): Promise<Occurrences> {
  const schedules = await selectEnabled(db, filter, SCHEDULES_MAX);
  const durations = await selectDurations(db, schedules);
  const items = schedules.flatMap((schedule) =>
    timesOf(schedule, range).map((at) => toItem(schedule, at, durations.get(keyOf(schedule)) ?? null)),
  );
  return {
    items: items.sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1)).slice(0, range.limit),
    products: schedules.map(({ product }) => product),
    environments: schedules.map(({ environment }) => environment),
  };
}

function timesOf(schedule: ScheduleRecord, { from, to, now }: { from: Date; to: Date; now: Date }): Date[] {
  const series = seriesOf(toRecurring(schedule));
  const times: Date[] = [];
  let next = series.after(from > now ? from : now);
  while (next !== null && next < to && times.length < TIMES_OF_ONE_MAX) {
    times.push(next);
    next = series.after(next);
  }
  return times;
}

function toItem(schedule: ScheduleRecord, at: Date, spread: DurationSpread | null): TimelineItem {
  const startsAt = at.toISOString();
  return {
    id: `${schedule.id}/${startsAt}`,
    kind: "recurring",
    deploymentId: null,
    queueId: null,
    scheduleId: schedule.id,
    number: null,
    title: `${schedule.name}: ${schedule.product.name} (${schedule.channel})`,
    productId: schedule.productId,
    environmentId: schedule.environmentId,
    status: null,
    startsAt,
    endsAt: spread && secondsAfter(at, spread.medianSeconds).toISOString(),
    earliestStart: startsAt,
    latestStart: startsAt,
    latestEnd: spread && secondsAfter(at, spread.p90Seconds).toISOString(),
    priority: schedule.priority,
    wait: null,
    timeZone: schedule.timeZone,
  };
}
