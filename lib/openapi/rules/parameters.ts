// Are the requests that clients make still understood, parameter by parameter?
import { finding, under, type Finding } from "#lib/openapi/rules/change.ts";
import { readList, readObject, readText, type ApiDocument } from "#lib/openapi/rules/document.ts";
import { mediaTypeOf, schemaOf } from "#lib/openapi/rules/headers.ts";
import type { JsonObject } from "#lib/openapi/rules/json.ts";
import { compareLifecycles, judgeRemoval } from "#lib/openapi/rules/lifecycle.ts";
import { compareSchemaValues, viewOf, type DocumentPair, type Sender, type Two } from "#lib/openapi/rules/pair.ts";
import { readShape } from "#lib/openapi/rules/schema/read-shape.ts";
import { toSchema } from "#lib/openapi/rules/schema/schema.ts";

export interface Parameter {
  name: string;
  place: string;
  value: JsonObject;
  /** Of the path: the how-manieth of its variables. The name of one means nothing to who calls. */
  key: string;
}

/** What a parameter of these names would say is said elsewhere, and so is passed over by the specification. */
const PASSED_OVER = ["accept", "content-type", "authorization"];

/** Reads the parameters of an operation: those of its path, and its own, which replace them. */
export function readParameters(document: ApiDocument, path: string, lists: readonly unknown[]): Map<string, Parameter> {
  const variables = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name);
  const parameters = new Map<string, Parameter>();
  for (const value of lists.flatMap((list) => readList(list).map((item) => readObject(document, item)))) {
    const [name, place] = [readText(value?.name), readText(value?.in)];
    if (!value || name === null || place === null) continue;
    if (place === "header" && PASSED_OVER.includes(name.toLowerCase())) continue;
    const key = keyOf(name, place, variables);
    parameters.set(key, { name, place, value, key });
  }
  return parameters;
}

function keyOf(name: string, place: string, variables: readonly (string | undefined)[]): string {
  if (place === "path" && variables.includes(name)) return `path ${variables.indexOf(name)}`;
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

export function compareParameters(
  pair: DocumentPair,
  { before, after }: Two<Map<string, Parameter>>,
  sender: Sender,
): Finding[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key) => {
    const [from, to] = [before.get(key), after.get(key)];
    const named = to ?? from;
    if (!named) return [];
    const place = `${named.place} parameter ${named.name}`;
    if (from && to)
      return under(place, compareParameter(pair, { before: from.value, after: to.value }, sender, to.place));
    return under(place, to ? added(to, sender) : removed(pair, from, after, sender));
  });
}

function added({ value }: Parameter, sender: Sender): Finding[] {
  const way = viewOf(sender).way;
  if (value.required !== true) return [finding("safe", `${way}-parameter-added`, "The parameter is new.")];
  const level = sender === "client" ? "breaking" : "safe";
  return [finding(level, `${way}-parameter-added-required`, "A new parameter, and it is required.")];
}

function removed(
  { now }: DocumentPair,
  parameter: Parameter | undefined,
  after: Map<string, Parameter>,
  sender: Sender,
): Finding[] {
  if (!parameter) return [];
  const { name, place, value } = parameter;
  const way = viewOf(sender).way;
  const moved = [...after.values()].find((other) => other.name === name && other.place !== place);
  if (moved) {
    const message = `The parameter stands in the ${moved.place} now, instead of the ${place}.`;
    return [finding("breaking", `${way}-parameter-moved`, message)];
  }
  // Most servers pass over what they do not know; whether this one does, no document says.
  return [finding(judgeRemoval("warning", value, now), `${way}-parameter-removed`, "The parameter is gone.")];
}

function compareParameter(pair: DocumentPair, two: Two<JsonObject>, sender: Sender, place: string): Finding[] {
  const { before, after } = two;
  const [was, is] = [before.required === true, after.required === true];
  const media = { before: mediaTypeOf(pair.before, before), after: mediaTypeOf(pair.after, after) };
  const view = {
    ...viewOf(sender),
    isText: media.before === null && media.after === null,
    isParameter: true,
    isAlwaysSent: was && is,
  };
  return [
    ...compareRequired(was, is, sender),
    ...compareLifecycles(before, after, "parameter"),
    ...(media.before === media.after ? compareWriting(pair, two, place, sender) : [writtenAnew(media, sender)]),
    ...compareSchemaValues(pair, { before: schemaOf(pair.before, before), after: schemaOf(pair.after, after) }, view),
  ];
}

function compareRequired(was: boolean, is: boolean, sender: Sender): Finding[] {
  if (was === is) return [];
  const way = viewOf(sender).way;
  const isBad = is === (sender === "client");
  const message = is ? "It is required now." : "It may be left out now.";
  return [finding(isBad ? "breaking" : "safe", `${way}-parameter-${is ? "required" : "optional"}`, message)];
}

function writtenAnew({ before, after }: Two<string | null>, sender: Sender): Finding {
  const message = `It is written as ${after ?? "plain text"} instead of ${before ?? "plain text"}.`;
  return finding("breaking", `${viewOf(sender).way}-parameter-media-type-changed`, message);
}

/** Compares how a value becomes a part of the address, a header or a cookie. */
function compareWriting(
  pair: DocumentPair,
  { before, after }: Two<JsonObject>,
  place: string,
  sender: Sender,
): Finding[] {
  const way = viewOf(sender).way;
  const [from, to] = [writingOf(before, place), writingOf(after, place)];
  const isOneValue = !mayHoldSeveral(pair.before, before) && !mayHoldSeveral(pair.after, after);
  const findings: Finding[] = [];
  if (from.style !== to.style && !(isOneValue && isPlain(from.style) && isPlain(to.style))) {
    const message = `The style is ${to.style} instead of ${from.style}.`;
    findings.push(finding("breaking", `${way}-parameter-style-changed`, message));
  }
  if (from.explode !== to.explode && !isOneValue) {
    const message = to.explode ? "Each item is written by itself now." : "The items are written in one now.";
    findings.push(finding("breaking", `${way}-parameter-explode-changed`, message));
  }
  return [...findings, ...compareAllowances(before, after, sender)];
}

function writingOf(parameter: JsonObject, place: string): { style: string; explode: boolean } {
  const isForm = place === "query" || place === "cookie";
  const style = readText(parameter.style) ?? (isForm ? "form" : "simple");
  const explode = typeof parameter.explode === "boolean" ? parameter.explode : style === "form";
  return { style, explode };
}

/** Lists and objects are written differently, single values are not. */
function mayHoldSeveral(document: ApiDocument, parameter: JsonObject): boolean {
  const { types } = readShape(toSchema(document, parameter.schema));
  return types === null || types.has("array") || types.has("object");
}

/** These write a single value as it is. */
function isPlain(style: string): boolean {
  return ["form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"].includes(style);
}

const ALLOWANCES = ["allowReserved", "allowEmptyValue"] as const;

function compareAllowances(before: JsonObject, after: JsonObject, sender: Sender): Finding[] {
  const way = viewOf(sender).way;
  return ALLOWANCES.flatMap((word) => {
    const [was, is] = [before[word] === true, after[word] === true];
    if (was === is) return [];
    const isBad = is === (sender === "server");
    const message = `${word} is ${is} instead of ${was}.`;
    return [finding(isBad ? "breaking" : "safe", `${way}-parameter-allowance-changed`, message)];
  });
}
