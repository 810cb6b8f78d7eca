import { z } from "zod";
import { DomainError } from "#lib/kernel/errors.ts";
import { refuseUnstorable } from "#lib/kernel/json.ts";

/** A page of a list. `nextCursor` is null on the last page. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** The two query parameters of every list. */
export const pageInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(1000).optional(),
});

/** Packs the sort values of a page's last row into an opaque text. */
export function encodeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** Unpacks a cursor made by encodeCursor. Throws INVALID_INPUT for anything else, and null for no cursor. */
export function decodeCursor<Schema extends z.ZodType>(
  cursor: string | undefined,
  schema: Schema,
): z.output<Schema> | null {
  if (cursor === undefined) return null;
  const values = parseJson(Buffer.from(cursor, "base64url").toString("utf8"));
  refuseUnstorable(values);
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new DomainError("INVALID_INPUT", "The cursor is not one of this list's. Start again without a cursor.", {
    errors: [{ path: "cursor", message: "Pass on nextCursor as it came." }],
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON: the schema refuses undefined.
  }
}

/** Cuts rows read with `limit + 1` down to a page. `cursorOf` names the sort values of a row. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => readonly (string | number | null)[],
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null,
  };
}
