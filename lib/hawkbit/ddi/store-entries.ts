import type { Queryable } from "#lib/database/client.ts";
import { SERVER_TEXT } from "#lib/hawkbit/rules/vocabulary.ts";

/** A device that reports without end must not fill the disk; hawkBit's own bound is 1000. Ends are always taken. */
const ENTRIES_MAX = 2_000;
const HISTORY_MAX = 100;

export async function isLogFull(db: Queryable, actionId: number): Promise<boolean> {
  return (await selectFullLogs(db, [actionId])).has(actionId);
}

/** Finds among actions those whose log takes no more. */
export async function selectFullLogs(db: Queryable, actionIds: readonly number[]): Promise<Set<number>> {
  if (actionIds.length === 0) return new Set();
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT a.id FROM unnest(${[...actionIds]}::int[]) AS a(id)
    WHERE EXISTS (SELECT 1 FROM device_action_entries e WHERE e.action_id = a.id
                  ORDER BY e.id DESC OFFSET ${ENTRIES_MAX - 1} LIMIT 1)`;
  return new Set(rows.map(({ id }) => id));
}

/**
 * Reads the newest messages of an action that its device wrote, newest first. `count` is what the device asked for:
 * none for 0, as many as there may be for a negative number.
 */
export async function readHistory(db: Queryable, actionId: number, count: number): Promise<string[]> {
  if (count === 0) return [];
  const limit = count < 0 ? HISTORY_MAX : Math.min(count, HISTORY_MAX);
  const rows = await db.$queryRaw<{ text: string }[]>`
    SELECT message.text
    FROM (SELECT id, messages FROM device_action_entries
          WHERE action_id = ${actionId}::int AND cardinality(messages) > 0 ORDER BY id DESC LIMIT ${HISTORY_MAX}) AS entry
    CROSS JOIN LATERAL unnest(entry.messages) WITH ORDINALITY AS message(text, place)
    WHERE NOT starts_with(message.text, ${SERVER_TEXT})
    ORDER BY entry.id DESC, message.place LIMIT ${limit}`;
  return rows.map((row) => row.text);
}
