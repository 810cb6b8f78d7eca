// What changed inside a JSON, YAML or TOML document, place by place?
import { parse as parseToml } from "smol-toml";
import { parseAllDocuments } from "yaml";
import { matchSequences } from "#lib/diffs/rules/match.ts";

export interface StructureChange {
  /** As jq writes it: .services.web.ports[0] */
  path: string;
  status: "added" | "removed" | "changed";
  /** As JSON, shortened. */
  from: string | null;
  to: string | null;
}

export interface StructureDiff {
  format: DataFormat;
  changes: StructureChange[];
  /** More changes than are listed. */
  isCut: boolean;
}

export type DataFormat = "json" | "yaml" | "toml";

/** Larger documents are compared as text alone. */
export const DATA_BYTES_MAX = 4 * 1024 * 1024;
const CHANGES_MAX = 2_000;
const VALUE_LENGTH_MAX = 400;
const DEPTH_MAX = 200;

export function dataFormatOf(path: string): DataFormat | null {
  const extension = /\.(json|jsonc|webmanifest|yaml|yml|toml)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return null;
  if (extension === "toml") return "toml";
  return extension === "yaml" || extension === "yml" ? "yaml" : "json";
}

/** Compares two documents of a format. Null where one of them is not one: then only the text says what changed. */
export function compareDocuments(format: DataFormat, from: string, to: string): StructureDiff | null {
  let documents: [unknown, unknown];
  try {
    documents = [parse(format, from), parse(format, to)];
  } catch {
    return null; // Not what its name says. The text itself is compared anyway.
  }
  const changes: StructureChange[] = [];
  try {
    compareValues("", ...documents, changes, 0);
  } catch (error) {
    if (error instanceof RangeError) return null; // Nested so deep that writing it down takes more calls than there is room for.
    throw error;
  }
  return { format, changes: changes.slice(0, CHANGES_MAX), isCut: changes.length > CHANGES_MAX };
}

function parse(format: DataFormat, text: string): unknown {
  switch (format) {
    case "json":
      return JSON.parse(text.replace(/^\uFEFF/, ""));
    case "toml":
      return parseToml(text);
    case "yaml": {
      const documents = parseAllDocuments(text, { logLevel: "silent" });
      if (!Array.isArray(documents)) return null;
      const values = documents.map((document) => {
        if (document.errors[0]) throw document.errors[0];
        // A few lines of aliases of aliases would be gigabytes otherwise.
        return document.toJS({ maxAliasCount: 100 }) as unknown;
      });
      return values.length === 1 ? values[0] : values;
    }
  }
}

function compareValues(path: string, from: unknown, to: unknown, changes: StructureChange[], depth: number): void {
  if (changes.length > CHANGES_MAX) return;
  if (depth < DEPTH_MAX && isObject(from) && isObject(to)) return compareObjects(path, from, to, changes, depth);
  if (depth < DEPTH_MAX && Array.isArray(from) && Array.isArray(to))
    return compareLists(path, from, to, changes, depth);
  const [before, after] = [toText(from), toText(to)];
  if (before !== after) changes.push({ path: path || ".", status: "changed", from: cut(before), to: cut(after) });
}

type Json = Record<string, unknown>;

function compareObjects(path: string, from: Json, to: Json, changes: StructureChange[], depth: number): void {
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const place = `${path}${toKey(name)}`;
    const [isBefore, isAfter] = [Object.hasOwn(from, name), Object.hasOwn(to, name)];
    if (isBefore && isAfter) compareValues(place, from[name], to[name], changes, depth + 1);
    else if (isBefore) changes.push({ path: place, status: "removed", from: cut(toText(from[name])), to: null });
    else changes.push({ path: place, status: "added", from: null, to: cut(toText(to[name])) });
  }
}

/** Items that stayed the same keep the others apart, so that one more at the front changes nothing behind it. */
function compareLists(path: string, from: unknown[], to: unknown[], changes: StructureChange[], depth: number): void {
  const ids = new Map<string, number>();
  const toIds = (items: unknown[]) =>
    Int32Array.from(items, (item) => {
      const text = toText(item);
      const id = ids.get(text) ?? ids.size;
      ids.set(text, id);
      return id;
    });
  const matchOf = matchSequences(toIds(from), toIds(to));
  let [before, after] = [0, 0];
  const close = (fromEnd: number, toEnd: number) => {
    for (; before < fromEnd && after < toEnd; before++, after++) {
      compareValues(`${path}[${after}]`, from[before], to[after], changes, depth + 1);
    }
    for (; before < fromEnd; before++) {
      changes.push({ path: `${path}[${before}]`, status: "removed", from: cut(toText(from[before])), to: null });
    }
    for (; after < toEnd; after++) {
      changes.push({ path: `${path}[${after}]`, status: "added", from: null, to: cut(toText(to[after])) });
    }
  };
  for (const [index, match] of matchOf.entries()) {
    if (match < 0) continue;
    close(index, match);
    before = index + 1;
    after = match + 1;
  }
  close(from.length, to.length);
}

function toKey(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** Keys are sorted, since their order says nothing. */
function toText(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, item: unknown) => {
    if (typeof item === "bigint") return `${item}`;
    if (!isObject(item) || item instanceof Date) return item;
    return Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

function cut(text: string): string {
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
