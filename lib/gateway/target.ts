import { DomainError } from "#lib/kernel/errors.ts";

/** Splits the address line at its slashes and decodes each part by itself, so that an escaped slash stays inside. */
export function splitTarget(target: string): { segments: string[]; query: URLSearchParams } {
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  return {
    segments: path.split("/").slice(1).map(decodeSegment),
    query: new URLSearchParams(question < 0 ? "" : target.slice(question + 1)),
  };
}

/** Decodes one part of a path. Throws INVALID_INPUT. */
export function decodeSegment(part: string): string {
  try {
    const text = decodeURIComponent(part);
    if (!text.includes("\0")) return text;
  } catch {
    // A broken escape, or bytes that are no UTF-8: refused below like a NUL, which no column can hold.
  }
  throw new DomainError("INVALID_INPUT", "The address holds a % that is no part of UTF-8 text. Write it as %25.");
}
