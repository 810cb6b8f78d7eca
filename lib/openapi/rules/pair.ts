// What do the rules about one pair of documents share?
import type { Finding } from "#lib/openapi/rules/change.ts";
import { readEntries, type ApiDocument } from "#lib/openapi/rules/document.ts";
import type { View } from "#lib/openapi/rules/schema/comparing.ts";
import type { CompareSchemas } from "#lib/openapi/rules/schema/compare-schemas.ts";
import { toSchema } from "#lib/openapi/rules/schema/schema.ts";

export interface DocumentPair {
  before: ApiDocument;
  after: ApiDocument;
  now: Date;
  compareSchemas: CompareSchemas;
}

/** One place of both documents, as it is written there. */
export interface Two<Value = unknown> {
  before: Value;
  after: Value;
}

/** Who sends: of a webhook the server is the one that does. */
export type Sender = "client" | "server";

export function viewOf(sender: Sender): View {
  const isRequest = sender === "client";
  return {
    way: isRequest ? "request" : "response",
    bad: isRequest ? "narrows" : "widens",
    isText: false,
    isRaw: false,
    isParameter: false,
    isXml: false,
    isAlwaysSent: false,
    isCondition: false,
  };
}

export function other(sender: Sender): Sender {
  return sender === "client" ? "server" : "client";
}

export function compareSchemaValues({ before, after, compareSchemas }: DocumentPair, two: Two, view: View): Finding[] {
  return compareSchemas(toSchema(before, two.before), toSchema(after, two.after), view);
}

interface Matched {
  key: string;
  before: unknown;
  after: unknown;
}

/** Pairs the entries of two maps, or of one that has them twice, by what `keyOf` makes of their names. */
function matchEntries(
  before: readonly (readonly [string, unknown])[],
  after: readonly (readonly [string, unknown])[],
  keyOf: (name: string) => string = (name) => name,
): Matched[] {
  const matched = new Map<string, Matched>();
  for (const [name, value] of before) {
    const key = keyOf(name);
    if (!matched.has(key)) matched.set(key, { key: name, before: value, after: undefined });
  }
  for (const [name, value] of after) {
    const found = matched.get(keyOf(name));
    if (found) found.after ??= value;
    else matched.set(keyOf(name), { key: name, before: undefined, after: value });
  }
  return [...matched.values()];
}

export function matchMaps({ before, after }: DocumentPair, two: Two, keyOf?: (name: string) => string): Matched[] {
  return matchEntries(readEntries(before, two.before), readEntries(after, two.after), keyOf);
}
