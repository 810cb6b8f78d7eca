// How are the parts of an OpenAPI document read, wherever its references lead?
import { isObject, quote, type JsonObject } from "#lib/openapi/rules/json.ts";

/** The two differ in what a schema may say, and in whether keywords beside a reference count. */
export type Dialect = "3.0" | "3.1";

export interface ApiDocument {
  dialect: Dialect;
  root: JsonObject;
  /** What a reference of the document leads to. Throws UnreadableDocument where it leads nowhere or out of the document. */
  resolve(reference: string): unknown;
}

/** Characters of one document. In YAML as many take some seconds to read. */
export const DOCUMENT_LENGTH_MAX = 8 * 1024 * 1024;

/** A document that cannot be understood: its difference to another one is unknown, which is an answer. */
export class UnreadableDocument extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnreadableDocument";
  }
}

const HOPS_MAX = 50;

/** Reads an object that may stand behind references. Null where there is none. */
export function readObject(document: ApiDocument, value: unknown): JsonObject | null {
  let current = value;
  for (let hops = 0; hops < HOPS_MAX; hops++) {
    if (current == null) return null;
    if (!isObject(current))
      throw new UnreadableDocument(`An object was expected where the document has ${quote(current)}.`);
    if (typeof current.$ref !== "string") return current;
    current = document.resolve(current.$ref);
  }
  throw new UnreadableDocument("A reference leads back to itself.");
}

/** Reads an object whose keys are names, in their order. None where there is no such object. */
export function readEntries(document: ApiDocument, value: unknown): [string, unknown][] {
  return Object.entries(readObject(document, value) ?? {}).filter(([, entry]) => entry != null);
}

/** The same where keys that begin so are extensions, not names. */
export function readPatternedEntries(document: ApiDocument, value: unknown): [string, unknown][] {
  return readEntries(document, value).filter(([name]) => !name.startsWith("x-"));
}

export function readList(value: unknown): readonly unknown[] {
  if (value == null) return [];
  if (!Array.isArray(value))
    throw new UnreadableDocument(`A list was expected where the document has ${quote(value)}.`);
  return value;
}

export function readText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function readTexts(value: unknown): string[] {
  return readList(value).filter((item) => typeof item === "string");
}
