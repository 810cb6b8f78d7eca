import type { Queryable } from "#lib/database/client.ts";
import type { ActionEntryView } from "#lib/devices/view.ts";

/** Reads the log of an action, the newest line first, one more than asked for where there are more. */
export async function selectEntries(
  db: Queryable,
  query: { actionId: number; beforeId: bigint | null; limit: number },
): Promise<ActionEntryView[]> {
  const rows = await db.deviceActionEntry.findMany({
    where: { actionId: query.actionId, ...(query.beforeId !== null && { id: { lt: query.beforeId } }) },
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  return rows.map(({ id, type, messages, code, isByServer, reportedAt, deviceTime }) => ({
    id: String(id),
    type,
    messages,
    code,
    isByServer,
    reportedAt: reportedAt.toISOString(),
    deviceTime: deviceTime?.toISOString() ?? null,
  }));
}

/** Says whether an action is one of this device's. */
export async function isActionOf(db: Queryable, deviceId: string, actionId: number): Promise<boolean> {
  return (await db.deviceAction.count({ where: { id: actionId, deviceId } })) > 0;
}
