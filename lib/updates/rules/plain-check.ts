// Is an update check valid beyond doubt?
import { isKnownVersion } from "#lib/updates/rules/known-versions.ts";

const WORDS: ReadonlySet<string> = new Set([
  ...["productId", "extensionId", "channel"],
  ...["platform", "arch", "architecture", "hardwareRevision"],
]);
const WORD_LENGTH_MAX = 64;
const CLIENT_ID_LENGTH_MAX = 128;
const FORMATS_MAX = 20;

/**
 * Says whether an object, read from a text of printable ASCII, is an update check that the schema (checkInput) takes as
 * it is. Apps ask as often as devices poll, and nearly all of them something that needs no closer look; false means only
 * that the schema must have one.
 */
export function isPlainCheck(check: Readonly<Record<string, unknown>>): boolean {
  const products = Number("productId" in check) + Number("extensionId" in check);
  return products === 1 && "currentVersion" in check && Object.keys(check).every((name) => isPlain(name, check[name]));
}

function isPlain(name: string, value: unknown): boolean {
  switch (name) {
    case "currentVersion":
      return isKnownVersion(value);
    case "deviceId":
    case "clientId":
      return isWord(value, CLIENT_ID_LENGTH_MAX);
    case "formats":
      return isListOfWords(value);
    default:
      return WORDS.has(name) && isWord(value, WORD_LENGTH_MAX);
  }
}

function isWord(value: unknown, lengthMax: number): boolean {
  return typeof value === "string" && value.length > 0 && value.length <= lengthMax;
}

function isListOfWords(value: unknown): boolean {
  return Array.isArray(value) && value.length <= FORMATS_MAX && value.every((word) => isWord(word, WORD_LENGTH_MAX));
}
