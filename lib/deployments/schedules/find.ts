import type { Queryable } from "#lib/database/client.ts";
import { findSchedule, type ScheduleRecord } from "#lib/deployments/schedules/store.ts";
import { notFound } from "#lib/kernel/errors.ts";

/** Finds a schedule by its id. Throws NOT_FOUND. */
export async function requireSchedule(db: Queryable, id: string): Promise<ScheduleRecord> {
  const schedule = await findSchedule(db, id);
  if (!schedule) throw notFound("schedule");
  return schedule;
}
