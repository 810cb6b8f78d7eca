/** How does an event stand in a table that people open? RFC 4180, with a heading. */
import type { StoredEvent } from "#lib/events/audit/line.ts";
import { canonicalJson } from "#lib/events/chain.ts";

const COLUMNS = [
  "seq",
  "at",
  "type",
  "subjectKind",
  "subjectId",
  "productId",
  "rolloutId",
  "actorKind",
  "actorId",
  "actorName",
  "data",
  "hash",
] as const;

export const CSV_HEADER = `${COLUMNS.join(",")}\r\n`;

export function toCsvRow(event: StoredEvent): string {
  const actor = (event.actor ?? {}) as Record<string, unknown>;
  const cells: Record<(typeof COLUMNS)[number], unknown> = {
    seq: event.seq,
    at: event.at.toJSON(),
    type: event.type,
    subjectKind: event.subject.kind,
    subjectId: event.subject.id,
    productId: event.productId,
    rolloutId: event.rolloutId,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    data: canonicalJson(event.data),
    hash: event.hash,
  };
  return `${COLUMNS.map((column) => toCell(cells[column])).join(",")}\r\n`;
}

/**
 * Spreadsheets run what begins like a formula, also in wide letters and behind blanks; names and texts in the log come
 * from whoever may call.
 */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

function toCell(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return "";
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
