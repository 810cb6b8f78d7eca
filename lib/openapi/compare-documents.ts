import { readDocument } from "#lib/openapi/read-document.ts";
import type { ApiChange } from "#lib/openapi/rules/change.ts";
import { compareApis } from "#lib/openapi/rules/compare.ts";
import { DOCUMENT_LENGTH_MAX, UnreadableDocument } from "#lib/openapi/rules/document.ts";
import { TooManySteps } from "#lib/openapi/rules/schema/compare-schemas.ts";

export type ApiComparison = { kind: "compared"; changes: ApiChange[] } | { kind: "unknown"; reason: string };

/**
 * Compares two OpenAPI documents, from the published one to the one that would replace it. Whatever is in them, there is
 * an answer: unknown, with a reason for people, where one of them cannot be understood. It takes a while for large ones
 * and holds up whoever runs it, which is why requests have it done in a thread of its own.
 */
export async function compareDocuments(before: string, after: string, now = new Date()): Promise<ApiComparison> {
  try {
    const [from, to] = [await readSide(before, "published"), await readSide(after, "new")];
    return { kind: "compared", changes: compareApis(from, to, now) };
  } catch (error) {
    return { kind: "unknown", reason: reasonOf(error) };
  }
}

async function readSide(text: string, which: string) {
  if (text.length > DOCUMENT_LENGTH_MAX) {
    throw new UnreadableDocument(`The ${which} document is too large to be compared: more than 8 MiB.`);
  }
  try {
    return await readDocument(text);
  } catch (error) {
    if (error instanceof UnreadableDocument) {
      throw new UnreadableDocument(`The ${which} document cannot be read. ${error.message}`);
    }
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof UnreadableDocument) return error.message;
  if (error instanceof TooManySteps)
    return "The documents are too intricate to be compared in the time set aside for it.";
  if (error instanceof RangeError) return "The documents are nested too deeply to be compared.";
  // What strangers write may trip a library in ways that nobody foresaw; the answer is the same.
  return "The documents cannot be understood.";
}
