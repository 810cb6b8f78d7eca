import { Prisma, type Transaction } from "#lib/database/client.ts";

/** One line in the log of an action. */
export interface ActionEntry {
  actionId: number;
  /** In hawkBit's words; a CHECK constraint lists them. */
  type: string;
  messages: readonly string[];
  code: number | null;
  isByServer: boolean;
  at: Date;
  /** The device's own time, where it sent one. */
  deviceTime: Date | null;
}

/** Adds lines to the logs of actions, in the order given. */
export async function addEntries(tx: Transaction, entries: readonly ActionEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO device_action_entries (action_id, type, messages, code, is_by_server, reported_at, device_time)
    ${selectEntries(entries)}`;
}

/** The rows of these lines, in their order and with the columns as addEntries names them. */
export function selectEntries(entries: readonly ActionEntry[]): Prisma.Sql {
  return Prisma.sql`
    SELECT w."actionId", w.type, ARRAY(SELECT jsonb_array_elements_text(w.messages)), w.code, w."isByServer", w.at,
           w."deviceTime"
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS (
      "actionId" int, type text, messages jsonb, code int, "isByServer" boolean, at timestamptz,
      "deviceTime" timestamptz)) WITH ORDINALITY
      AS w ("actionId", type, messages, code, "isByServer", at, "deviceTime", place)
    ORDER BY w.place`;
}
