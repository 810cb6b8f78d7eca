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
  let text: string;
  try {
    text = decodeURIComponent(part);
  } catch {
    throw new DomainError("INVALID_INPUT", "The address holds a % that is no part of UTF-8 text. Write it as %25.");
  }
  return refuseNul(text);
}

/** Throws INVALID_INPUT for a part of a path that no column can hold. */
export function refuseNul(text: string): string {
  if (text.includes("\0"))
    throw new DomainError("INVALID_INPUT", "The address holds %00, which is no character of a name.");
  return text;
}
