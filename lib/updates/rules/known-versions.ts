// Where does a version stand in the order of precedence? A fleet runs a few, and looking them up costs less than reading.
import { parseVersion, precedenceKey } from "#lib/products/rules/semver.ts";

const KEYS_MAX = 10_000;
const keys = new Map<string, string>();

/** Returns the precedence key of a version. Throws for what is none: whoever asks has checked it. */
export function keyOf(version: string): string {
  const known = keys.get(version);
  if (known !== undefined) return known;
  const parsed = parseVersion(version);
  if (parsed === null) throw new Error(`${version} was taken for a version.`);
  if (keys.size >= KEYS_MAX) keys.clear();
  const key = precedenceKey(parsed);
  keys.set(version, key);
  return key;
}

/** Says whether a text is known to be a version. False means nothing. */
export function isKnownVersion(text: unknown): boolean {
  return typeof text === "string" && keys.has(text);
}
