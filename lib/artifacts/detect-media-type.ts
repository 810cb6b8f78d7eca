import { fileTypeFromBuffer } from "file-type";
import { chooseMediaType, isDisguised } from "#lib/artifacts/rules/media-type.ts";
import { invalidInput } from "#lib/kernel/input.ts";

/** Says what a content is, by its first bytes before its sender's word. Throws INVALID_INPUT for a disguised program. */
export async function detectMediaType({
  fileName,
  claimed,
  head,
}: {
  fileName: string;
  claimed: string;
  head: Uint8Array;
}): Promise<string> {
  const claims = { fileName, claimed, detected: await detect(head) };
  if (isDisguised(claims)) {
    const message = `${fileName} is a program (${claims.detected}) and says that it is something else.`;
    throw invalidInput({ path: "file", message: `${message} Name it as what it is.` });
  }
  return chooseMediaType(claims);
}

async function detect(head: Uint8Array): Promise<string | null> {
  try {
    return (await fileTypeFromBuffer(head))?.mime ?? null;
  } catch {
    return null; // Some formats end before what their own beginning promises; then the bytes say nothing.
  }
}
