import type { DomainError, ErrorCode } from "#lib/kernel/errors.ts";

// Next hides the messages of errors thrown while a page renders, but passes on a `digest` that is set already.

const MARK = "slipway:";

export interface Refusal {
  code: ErrorCode;
  message: string;
}

/** Writes what a person may know of an error into the one field that reaches the browser. */
export function toRefusalDigest({ code, message }: DomainError): string {
  return MARK + JSON.stringify({ code, message });
}

/** Reads a refusal back. Null for an error that nobody meant, whose digest is a mere number. */
export function readRefusalDigest(digest: string | undefined): Refusal | null {
  if (!digest?.startsWith(MARK)) return null;
  return JSON.parse(digest.slice(MARK.length)) as Refusal;
}
