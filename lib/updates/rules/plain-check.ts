// Is an update check valid beyond doubt?
import { isKnownVersion } from "#lib/updates/rules/known-versions.ts";

const WORD_LENGTH_MAX = 64;
const CLIENT_ID_LENGTH_MAX = 128;
const FORMATS_MAX = 20;

/**
 * Says whether an object, read from a text of printable ASCII, is an update check that the schema (checkInput) takes as
 * it is. Apps ask as often as devices poll, and nearly all of them something that needs no closer look; false means only
 * that the schema must have one.
 */
export function isPlainCheck(check: Readonly<Record<string, unknown>>): boolean {
  let products = 0;
  let versions = 0;
  for (const name of Object.keys(check)) {
    const value = check[name];
    switch (name) {
      case "productId":
      case "extensionId":
        products++;
        if (!isWord(value, WORD_LENGTH_MAX)) return false;
        break;
      case "currentVersion":
        versions++;
        if (!isKnownVersion(value)) return false;
        break;
      case "channel":
      case "platform":
      case "arch":
      case "architecture":
      case "hardwareRevision":
        if (!isWord(value, WORD_LENGTH_MAX)) return false;
        break;
      case "deviceId":
      case "clientId":
        if (!isWord(value, CLIENT_ID_LENGTH_MAX)) return false;
        break;
      case "formats":
        if (!isListOfWords(value)) return false;
        break;
      default:
        return false;
    }
  }
  return products === 1 && versions === 1;
}

function isWord(value: unknown, lengthMax: number): boolean {
  return typeof value === "string" && value.length > 0 && value.length <= lengthMax;
}

function isListOfWords(value: unknown): boolean {
  return Array.isArray(value) && value.length <= FORMATS_MAX && value.every((word) => isWord(word, WORD_LENGTH_MAX));
}
