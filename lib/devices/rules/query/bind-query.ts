// Do a query's fields exist, and do they understand what they are compared with?
import { faultAt } from "#lib/devices/rules/query/faults.ts";
import { parseQuery } from "#lib/devices/rules/query/parse-query.ts";
import { readTime, type TimePoint } from "#lib/devices/rules/query/time.ts";
import {
  type Comparison,
  hasWildcard,
  type Place,
  type QueryFault,
  type QueryTree,
  type QueryValue,
  textOf,
} from "#lib/devices/rules/query/tree.ts";
import { parseVersionTag } from "#lib/products/rules/semver.ts";

/**
 * What a field holds. `attribute` is text that compares as a number where both sides are numbers, `id` a UUID, `set`
 * any number of texts, `version` text that < and > compare by SemVer precedence.
 */
export type FieldKind = "text" | "attribute" | "id" | "set" | "version" | "time" | "yesNo";

export interface Field {
  kind: FieldKind;
}

/** The fields of one noun. What a field holds beside its kind, such as its column, is the caller's affair. */
export interface FieldTable<F extends Field> {
  /** The field of this name, in capitals or not; null where there is none. */
  find(name: string): F | null;
  /** What can be asked for, for people. */
  names: readonly string[];
}

export type Sign = "<" | "<=" | ">" | ">=";

/** What a field's content must be. The empty text means that there is none. */
export type Test =
  | { kind: "anyOf"; values: readonly QueryValue[] }
  | { kind: "order"; sign: Sign; text: string }
  | { kind: "time"; sign: Sign | "=="; at: TimePoint | null }
  | { kind: "yesNo"; value: boolean };

/** A query whose fields are known. A negated test holds exactly where the test does not. */
export type BoundQuery<F extends Field> =
  { kind: "and" | "or"; parts: readonly BoundQuery<F>[] } | { kind: "test"; field: F; test: Test; isNegated: boolean };

export type ReadQuery<F extends Field> = { query: BoundQuery<F> } | { fault: QueryFault };

/** Makes a table of fields with fixed names. */
export function fieldTable<F extends Field>(fields: Readonly<Record<string, F>>): FieldTable<F> {
  const byName = new Map(Object.entries(fields).map(([name, field]) => [name.toLowerCase(), field]));
  return { find: (name) => byName.get(name.toLowerCase()) ?? null, names: Object.keys(fields) };
}

/** Parses a text and looks its fields up. */
export function readQuery<F extends Field>(text: string, table: FieldTable<F>): ReadQuery<F> {
  const parsed = parseQuery(text);
  if ("fault" in parsed) return parsed;
  try {
    return { query: bind(parsed.tree, table) };
  } catch (error) {
    if (error instanceof Unbindable) return { fault: faultAt(text, error.place, error.message) };
    throw error;
  }
}

/** Leads out of the tree, however deep; it goes no further than `readQuery`. */
class Unbindable extends Error {
  readonly place: Place;

  constructor(place: Place, message: string) {
    super(message);
    this.place = place;
  }
}

function bind<F extends Field>(tree: QueryTree, table: FieldTable<F>): BoundQuery<F> {
  if (tree.kind !== "comparison") return { kind: tree.kind, parts: tree.parts.map((part) => bind(part, table)) };
  const field = table.find(tree.field);
  if (!field) throw new Unbindable(tree.fieldPlace, `there is no such field. There are ${listWords(table.names)}.`);
  const isNegated = tree.operator === "!=" || tree.operator === "=out=";
  return { kind: "test", field, test: toTest(field.kind, tree), isNegated };
}

function toTest(kind: FieldKind, comparison: Comparison): Test {
  const { operator, values } = comparison;
  const [value] = values;
  if (!value) throw new Error("The parser lets no comparison pass without a value.");
  if (kind === "yesNo") return toYesNo(comparison, value);
  if (kind === "time") return toTimeTest(comparison, value);
  const sign = toSign(comparison);
  if (sign === null) return { kind: "anyOf", values };
  if (kind === "id" || kind === "set") {
    throw new Unbindable(
      comparison.operatorPlace,
      `${comparison.field} knows ==, !=, =in= and =out= only, not ${operator}.`,
    );
  }
  const text = textOf(value);
  if (kind === "version" && parseVersionTag(text) === null) {
    throw new Unbindable(value.place, `${operator} compares SemVer versions, for example 1.5.0 or 2.0.0-rc.1.`);
  }
  return { kind: "order", sign, text };
}

function toSign({ operator }: Comparison): Sign | null {
  return operator === "<" || operator === "<=" || operator === ">" || operator === ">=" ? operator : null;
}

function toYesNo({ field, operator, operatorPlace }: Comparison, value: QueryValue): Test {
  if (operator !== "==" && operator !== "!=") {
    throw new Unbindable(operatorPlace, `${field} knows == and != only, not ${operator}.`);
  }
  const text = textOf(value).toLowerCase();
  if (text !== "true" && text !== "false") throw new Unbindable(value.place, `${field} is either true or false.`);
  return { kind: "yesNo", value: text === "true" };
}

function toTimeTest(comparison: Comparison, value: QueryValue): Test {
  const { field, operator, operatorPlace } = comparison;
  if (operator === "=in=" || operator === "=out=") {
    throw new Unbindable(operatorPlace, `${field} is a time and knows ==, !=, <, <=, > and >= only, not ${operator}.`);
  }
  const sign = toSign(comparison) ?? "==";
  const text = textOf(value);
  if (text === "" && sign === "==") return { kind: "time", sign, at: null };
  const at = hasWildcard(value) ? null : readTime(text);
  if (at === null) {
    throw new Unbindable(
      value.place,
      `${field} is a time: write it as 2026-11-21, 2026-11-21T10:00:00Z, or as so long ago: -90s, -15m, -12h, -7d, -4w.`,
    );
  }
  return { kind: "time", sign, at };
}

function listWords(words: readonly string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words.join("");
}
