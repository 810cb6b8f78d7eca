// Which media types are still spoken, and what do they carry?
import { finding, under, type Finding } from "#lib/openapi/rules/change.ts";
import { readEntries, readObject, readText } from "#lib/openapi/rules/document.ts";
import { compareHeaders } from "#lib/openapi/rules/headers.ts";
import { isSame, quote } from "#lib/openapi/rules/json.ts";
import {
  compareSchemaValues,
  matchMaps,
  viewOf,
  type DocumentPair,
  type Sender,
  type Two,
} from "#lib/openapi/rules/pair.ts";

/** Compares what a body may be. `sender` says who writes it. */
export function compareContent(pair: DocumentPair, two: Two, sender: Sender): Finding[] {
  const [from, to] = [readMedia(pair.before, two.before), readMedia(pair.after, two.after)];
  const way = viewOf(sender).way;
  const isSent = sender === "client";
  const kept = from.flatMap(({ name, value }) => {
    // What is received may be told more narrowly than before, what is sent may not.
    const after = find(to, name) ?? (isSent ? undefined : to.find((media) => covers(name, media.name)));
    if (!after) return [finding("breaking", `${way}-media-type-removed`, `The media type ${name} is gone.`)];
    const isWider = !isSent && after.name !== name && covers(after.name, name);
    return [
      ...(isWider
        ? [finding("warning", `${way}-media-type-widened`, `It may be any ${after.name} now, not only ${name}.`)]
        : []),
      ...under(name, compareMedia(pair, { before: value, after: after.value }, { name, sender })),
    ];
  });
  const added = to
    .filter(({ name }) => !find(from, name) && !from.some((media) => covers(name, media.name)))
    // A client that is sent something can say what it understands; one that sends has one more choice.
    .map(({ name }) => finding("safe", `${way}-media-type-added`, `The media type ${name} is new.`));
  return [...kept, ...added];
}

interface Media {
  name: string;
  value: unknown;
}

function readMedia(document: DocumentPair["before"], content: unknown): Media[] {
  return readEntries(document, content).map(([name, value]) => ({ name: normalize(name), value }));
}

/** Letters and spaces do not matter, nor does a charset: JSON has one, and texts name theirs with each message. */
function normalize(name: string): string {
  const [type = "", ...parameters] = name.toLowerCase().split(";");
  const kept = parameters.map((text) => text.trim()).filter((text) => text !== "" && !text.startsWith("charset="));
  return [type.trim(), ...kept.sort()].join(";");
}

function find(media: readonly Media[], name: string): Media | undefined {
  return media.find((other) => other.name === name) ?? media.find((other) => covers(other.name, name));
}

/** Says whether a range such as text/* holds a type. */
function covers(range: string, name: string): boolean {
  if (range === "*/*") return true;
  const [type = ""] = name.split(";");
  return range.endsWith("/*") && type.startsWith(range.slice(0, -1));
}

function compareMedia(pair: DocumentPair, two: Two, { name, sender }: { name: string; sender: Sender }): Finding[] {
  const [before, after] = [readObject(pair.before, two.before) ?? {}, readObject(pair.after, two.after) ?? {}];
  const isXml = /[/+]xml(;|$)/.test(name);
  const isForm = name.startsWith("multipart/") || name.startsWith("application/x-www-form-urlencoded");
  const isRaw = isXml || name.startsWith("text/");
  const view = { ...viewOf(sender), isXml, isRaw, isText: isRaw || isForm };
  return [
    ...compareSchemaValues(pair, { before: before.schema, after: after.schema }, view),
    ...compareEncodings(pair, { before: before.encoding, after: after.encoding }, sender),
  ];
}

/** Of forms: how each of their parts is written. */
function compareEncodings(pair: DocumentPair, two: Two, sender: Sender): Finding[] {
  return matchMaps(pair, two).flatMap(({ key, before, after }) => {
    const [from, to] = [readObject(pair.before, before) ?? {}, readObject(pair.after, after) ?? {}];
    const findings = ENCODING_WORDS.flatMap((word) => {
      if (isSame(from[word], to[word]) || (word === "contentType" && holdsTypes(from[word], to[word], sender)))
        return [];
      const message = `${word} is ${quote(to[word])} instead of ${quote(from[word])}.`;
      return [finding("breaking", `${viewOf(sender).way}-encoding-changed`, message)];
    });
    return under(`part ${key}`, [
      ...findings,
      ...compareHeaders(pair, { before: from.headers, after: to.headers }, sender),
    ]);
  });
}

const ENCODING_WORDS = ["contentType", "style", "explode", "allowReserved"];

/** All types that may be sent are still taken. */
function holdsTypes(before: unknown, after: unknown, sender: Sender): boolean {
  const toTypes = (value: unknown) => readText(value)?.split(",").map(normalize) ?? null;
  const [sent, taken] = sender === "client" ? [toTypes(before), toTypes(after)] : [toTypes(after), toTypes(before)];
  if (taken === null) return true;
  return sent?.every((name) => taken.some((other) => other === name || covers(other, name))) ?? false;
}
