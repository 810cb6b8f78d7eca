import type { Database } from "#lib/database/client.ts";

/** Tables into which one deed writes as many rows as there are devices. */
export type MassTable = "rollout_device_status" | "device_actions";

/**
 * Has the planner look at a table right after a mass write. PostgreSQL does that by itself a minute or two later, and
 * until then takes the new rows for a handful, which is the wrong plan for whoever asks about all of them. Where
 * somebody is at it already, that will do.
 */
export async function learnSizes(db: Database, table: MassTable): Promise<void> {
  await db.$executeRawUnsafe(`ANALYZE (SKIP_LOCKED) ${table}`);
}
