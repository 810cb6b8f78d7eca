import { DomainError } from "#lib/kernel/errors.ts";

// Is this body JSON that is safe to read?

export const JSON_DEPTH_MAX = 64;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads a body's bytes as JSON. Throws INVALID_INPUT for anything that is not UTF-8, not JSON, or nested too deep. */
export function parseJson(body: Uint8Array): unknown {
  const text = decode(body);
  if (depthOf(text) > JSON_DEPTH_MAX) {
    throw new DomainError("INVALID_INPUT", `The body is nested deeper than ${JSON_DEPTH_MAX} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError("INVALID_INPUT", "The body is not JSON.");
  }
}

/** Takes the JSON out of a form with the field `payload`, as GitHub sends it by default. */
export function payloadOfForm(body: Uint8Array): Uint8Array {
  const payload = new URLSearchParams(decode(body)).get("payload");
  if (payload === null) throw new DomainError("INVALID_INPUT", "The form has no field `payload`.");
  return new TextEncoder().encode(payload);
}

function decode(body: Uint8Array): string {
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
