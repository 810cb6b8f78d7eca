// How do values that an earlier step saved get into a later one?

export type Saved = Readonly<Record<string, string | number | boolean>>;
export type Spelling = (value: string) => string;

const PLACE = /\{\{\s*([\w-]+)\s*\}\}/g;

/** So that a value stays one part of an address, and one text of a JSON document, whatever stands in it. */
export const spellings = {
  plain: (value) => value,
  address: encodeURIComponent,
  json: (value) => JSON.stringify(value).slice(1, -1),
} as const satisfies Record<string, Spelling>;

/** Puts saved values where {{name}} stands. Throws MissingValue for one that nobody saved. */
export function fill(text: string, saved: Saved, spell: Spelling = spellings.plain): string {
  return text.replace(PLACE, (_place, name: string) => {
    const value = Object.hasOwn(saved, name) ? saved[name] : undefined;
    if (value === undefined) throw new MissingValue(name);
    return spell(String(value));
  });
}

/** Fills every text of a value, however deep. */
export function fillDeep(value: unknown, saved: Saved): unknown {
  if (typeof value === "string") return fill(value, saved);
  if (Array.isArray(value)) return value.map((item) => fillDeep(item, saved));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillDeep(item, saved)]));
}

export class MissingValue extends Error {
  override name = "MissingValue";

  constructor(name: string) {
    super(`No earlier step saved {{${name}}}.`);
  }
}
