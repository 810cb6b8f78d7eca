// Which headers may a reader still count on?
import { finding, under, type Finding } from "#lib/openapi/rules/change.ts";
import { readEntries, readObject, readText } from "#lib/openapi/rules/document.ts";
import { isObject, type JsonObject } from "#lib/openapi/rules/json.ts";
import { compareLifecycles, judgeRemoval } from "#lib/openapi/rules/lifecycle.ts";
import {
  compareSchemaValues,
  matchMaps,
  viewOf,
  type DocumentPair,
  type Sender,
  type Two,
} from "#lib/openapi/rules/pair.ts";

/** Compares the headers that `sender` writes. */
export function compareHeaders(pair: DocumentPair, two: Two, sender: Sender): Finding[] {
  const matched = matchMaps(pair, two, (name) => name.toLowerCase());
  // What a message carries is said by its media types; the specification passes over this header.
  const counted = matched.filter(({ key }) => key.toLowerCase() !== "content-type");
  return counted.flatMap(({ key, before, after }) => {
    const [from, to] = [readObject(pair.before, before), readObject(pair.after, after)];
    return under(`header ${key}`, compareHeader(pair, { before: from, after: to }, sender));
  });
}

function compareHeader(pair: DocumentPair, { before, after }: Two<JsonObject | null>, sender: Sender): Finding[] {
  if (!before || !after) return before ? [removed(before, sender, pair.now)] : added(after, sender);
  const way = viewOf(sender).way;
  const [was, is] = [before.required === true, after.required === true];
  const view = { ...viewOf(sender), isText: true, isParameter: true, isAlwaysSent: was && is };
  return [
    ...(was && !is
      ? [finding(way === "response" ? "breaking" : "safe", `${way}-header-optional`, "It may be missing now.")]
      : []),
    ...(!was && is
      ? [finding(way === "request" ? "breaking" : "safe", `${way}-header-required`, "It is required now.")]
      : []),
    ...compareLifecycles(before, after, "header"),
    ...compareSchemaValues(pair, { before: schemaOf(pair.before, before), after: schemaOf(pair.after, after) }, view),
  ];
}

function removed(header: JsonObject, sender: Sender, now: Date): Finding {
  const isMissed = sender === "server" && header.required === true;
  const level = judgeRemoval(isMissed ? "breaking" : "warning", header, now);
  return finding(level, `${viewOf(sender).way}-header-removed`, "The header is gone.");
}

function added(header: JsonObject | null, sender: Sender): Finding[] {
  if (!header) return [];
  const isDemand = sender === "client" && header.required === true;
  const message = isDemand ? "A new header, and it is required." : "The header is new.";
  return [finding(isDemand ? "breaking" : "safe", `${viewOf(sender).way}-header-added`, message)];
}

/** A parameter or header has a schema, or one media type that has it. */
export function schemaOf(document: DocumentPair["before"], thing: JsonObject): unknown {
  if (thing.schema !== undefined) return thing.schema;
  const [first] = readEntries(document, thing.content);
  return first ? readObject(document, first[1])?.schema : undefined;
}

/** The media type that a parameter is written in, where it is not simply text. */
export function mediaTypeOf(document: DocumentPair["before"], thing: JsonObject): string | null {
  return isObject(thing.content) ? readText(readEntries(document, thing.content)[0]?.[0]) : null;
}
