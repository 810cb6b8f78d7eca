import { open } from "node:fs/promises";
import path from "node:path";
import type { Entry } from "#lib/diffs/rules/entry.ts";

/** In the name of each, so that what an older program kept is read anew. */
export const KEPT_VERSION = "v1";

/** Where what was unpacked once is kept: what is in a content never changes, so it is read for the first diff alone. */
export function keptFolder(uploadDir: string): string {
  return path.join(uploadDir, "unpacked");
}

/** What was unpacked has been removed since, to make room. */
export class TextGone extends Error {
  override name = "TextGone";
}

/** The text of an entry, or the bytes of it that are asked for. Throws TextGone where it is not kept any more. */
export async function readText(
  folder: string,
  sha256: string,
  entry: Entry,
  { start, end }: { start: number; end: number } = { start: 0, end: entry.size },
): Promise<Buffer> {
  if (entry.textAt === undefined) throw new Error("This entry has no text.");
  try {
    const handle = await open(textsOf(folder, sha256), "r");
    try {
      const text = Buffer.allocUnsafe(end - start);
      const { bytesRead } = await handle.read(text, 0, text.length, entry.textAt + start);
      if (bytesRead !== text.length) throw new Error("The kept texts are shorter than they were.");
      return text;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new TextGone("The text is not kept any more.", { cause });
  }
}

export function textsOf(folder: string, sha256: string): string {
  return path.join(folder, `${sha256}.${KEPT_VERSION}.texts`);
}
