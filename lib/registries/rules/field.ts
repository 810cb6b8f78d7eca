// How are fields read from a body whose shape nobody promised? A key absent, null and an empty text are all "missing".
import { toStorable } from "#lib/kernel/storable.ts";

/** Walks down own keys only, so that nothing inherited answers for the sender. */
export function valueAt(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

/** Reads a text, or null when it is missing, empty or not a text. What no database can store is replaced. */
export function textAt(value: unknown, ...path: string[]): string | null {
  const found = valueAt(value, ...path);
  return typeof found === "string" && found !== "" ? toStorable(found) : null;
}

/** A short piece of a sender's text, fit to stand in one of our sentences. */
export function excerpt(text: string): string {
  return toStorable(text.slice(0, EXCERPT_LENGTH_MAX)) || "(nothing)";
}

const EXCERPT_LENGTH_MAX = 60;

/** Reads a finite number, or null. */
export function numberAt(value: unknown, ...path: string[]): number | null {
  const found = valueAt(value, ...path);
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

/** Reads a list; anything else is an empty one. */
export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Says whether there is an object (and not a list) in that place. */
export function hasObjectAt(value: unknown, ...path: string[]): boolean {
  const found = valueAt(value, ...path);
  return typeof found === "object" && found !== null && !Array.isArray(found);
}
