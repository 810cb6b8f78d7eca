import { DomainError } from "#lib/kernel/errors.ts";

const DEPTH_MAX = 64;

/** Reads a body's bytes as JSON. Throws INVALID_INPUT for anything that is not UTF-8, not JSON, or nested too deep. */
export function parseJson(body: Uint8Array): unknown {
  const text = decodeText(body);
  if (depthOf(text) > DEPTH_MAX) {
    throw new DomainError("INVALID_INPUT", `The body is nested deeper than ${DEPTH_MAX} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError("INVALID_INPUT", "The body is not JSON.");
  }
}

/** Reads a body that must be an object, of texts that can be stored. */
export function parseJsonObject(body: Uint8Array): Record<string, unknown> {
  const value = parseJson(body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DomainError("INVALID_INPUT", "The body must be a JSON object: { … }.");
  }
  refuseUnstorable(value);
  return value as Record<string, unknown>;
}

/** Throws UNSUPPORTED_MEDIA_TYPE where a Content-Type is not JSON's. */
export function requireJsonType(header: string | null | undefined): void {
  const type = header?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || type.endsWith("+json")) return;
  throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the body as Content-Type: application/json.");
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a body's bytes as text. Throws INVALID_INPUT where they are not UTF-8. */
export function decodeText(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new DomainError("INVALID_INPUT", "The body is not UTF-8 text.");
  }
}

/** Counts nesting before parsing, so that a body made of brackets costs one pass and no memory. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === BACKSLASH) at++;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth--;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Refuses texts that no column can hold and no form means, in keys and values: with NUL, or half a surrogate pair. */
export function refuseUnstorable(value: unknown): void {
  if (typeof value === "string") refuseText(value);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    refuseText(key);
    refuseUnstorable(item);
  }
}

function refuseText(text: string): void {
  if (!text.includes("\0") && text.isWellFormed()) return;
  throw new DomainError("INVALID_INPUT", "A text in the request holds a NUL or half of a surrogate pair. Remove it.");
}
