// May clients still come in with what they show?
import { finding, under, type Finding } from "#lib/openapi/rules/change.ts";
import { readEntries, readList, readObject, readTexts, type ApiDocument } from "#lib/openapi/rules/document.ts";
import { isSame, quote, quoteAll, type JsonObject } from "#lib/openapi/rules/json.ts";
import { matchMaps, type DocumentPair, type Two } from "#lib/openapi/rules/pair.ts";

/** One way in: every scheme must be satisfied, with all of its scopes. */
type Way = Map<string, Set<string>>;

/** Compares who is let in. What an operation says replaces what the document says for all. */
export function compareRequirements(pair: DocumentPair, two: Two): Finding[] {
  const before = readWays(pair.before, two.before);
  const after = readWays(pair.after, two.after);
  const lost = before.filter((way) => !after.some((other) => isSatisfied(other, way)));
  const won = after.filter((way) => !before.some((other) => isSatisfied(way, other)));
  if (lost.length > 0) {
    const message = `Those who come with ${lost.map(words).join(" or with ")} need ${after.map(words).join(" or ")} now.`;
    return [{ ...finding("breaking", "security-tightened", message), site: siteOf(two) }];
  }
  if (won.length === 0) return [];
  const message = `It is enough to come with ${won.map(words).join(" or with ")} now.`;
  return [{ ...finding("safe", "security-loosened", message), site: siteOf(two) }];
}

/** What the document says for all operations changed once, though it shows at each of them. */
function siteOf({ before, after }: Two): string {
  return before === undefined && after === undefined ? "security of the document" : "";
}

function readWays(document: ApiDocument, value: unknown): Way[] {
  const list = value === undefined ? readList(document.root.security) : readList(value);
  const ways = list.map((item): Way => {
    return new Map(readEntries(document, item).map(([scheme, scopes]) => [scheme, new Set<string>(readTexts(scopes))]));
  });
  return ways.length === 0 ? [new Map<string, Set<string>>()] : ways;
}

/** Says whether all that is demanded is shown. */
function isSatisfied(demanded: Way, shown: Way): boolean {
  return [...demanded].every(([scheme, scopes]) => {
    const held = shown.get(scheme);
    return held !== undefined && [...scopes].every((scope) => held.has(scope));
  });
}

function words(way: Way): string {
  if (way.size === 0) return "nothing";
  return [...way]
    .map(([scheme, scopes]) => (scopes.size > 0 ? `${scheme} (${[...scopes].join(", ")})` : scheme))
    .join(" and ");
}

/** Compares what the schemes are. */
export function compareSchemes(pair: DocumentPair): Finding[] {
  const schemesOf = (document: ApiDocument) => readObject(document, document.root.components)?.securitySchemes;
  const matched = matchMaps(pair, { before: schemesOf(pair.before), after: schemesOf(pair.after) });
  return matched.flatMap(({ key, before, after }) => {
    const [from, to] = [readObject(pair.before, before), readObject(pair.after, after)];
    return under(`security scheme ${key}`, compareScheme(pair, { before: from, after: to }));
  });
}

function compareScheme(pair: DocumentPair, { before, after }: Two<JsonObject | null>): Finding[] {
  // Whoever needs it is told at the operations that demand it.
  if (!after) return [finding("warning", "security-scheme-removed", "The scheme is gone.")];
  if (!before) return [finding("safe", "security-scheme-added", "The scheme is new.")];
  return [
    ...compareWords(before, after, SHOWN, "breaking"),
    ...compareWords(before, after, ["openIdConnectUrl", "bearerFormat"], "warning"),
    ...compareLists(pair, { before: before.flows, after: after.flows }),
  ];
}

/** How and where something is shown. */
const SHOWN = ["type", "in", "name", "scheme"];

function compareWords(before: JsonObject, after: JsonObject, keys: readonly string[], level: "breaking" | "warning") {
  const toText = (value: unknown, key: string) =>
    // The names of schemes and headers are the same in capitals.
    typeof value === "string" && (key === "scheme" || before.in === "header") ? value.toLowerCase() : value;
  return keys
    .filter((key) => !isSame(toText(before[key], key), toText(after[key], key)))
    .map((key) => {
      const message = `${key} is ${quote(after[key])} instead of ${quote(before[key])}.`;
      return finding(level, "security-scheme-changed", message);
    });
}

function compareLists(pair: DocumentPair, two: Two): Finding[] {
  return matchMaps(pair, two).flatMap(({ key, before, after }) => {
    const [from, to] = [readObject(pair.before, before), readObject(pair.after, after)];
    return under(`flow ${key}`, compareFlow({ before: from, after: to }));
  });
}

/** A client obtains its right by a flow before it calls; what becomes of that, the server that grants it decides. */
function compareFlow({ before, after }: Two<JsonObject | null>): Finding[] {
  if (!after) return [finding("warning", "security-flow-removed", "The flow is gone.")];
  if (!before) return [finding("safe", "security-flow-added", "The flow is new.")];
  const scopesOf = (flow: JsonObject) => Object.keys((flow.scopes as JsonObject | null | undefined) ?? {});
  const lost = scopesOf(before).filter((scope) => !scopesOf(after).includes(scope));
  return [
    ...compareWords(before, after, ["authorizationUrl", "tokenUrl", "refreshUrl"], "warning"),
    ...(lost.length === 0
      ? []
      : [finding("warning", "security-scope-removed", `Scopes that may be asked for are gone: ${quoteAll(lost)}.`)]),
  ];
}
