import { z } from "zod";
import { fileNameInput, hashInputs } from "#lib/artifacts/input.ts";

/** What an upload says of itself in Upload-Metadata. Clients of tus also send what they themselves go by. */
export const uploadMetadataInput = z.object({
  versionId: z.uuid(),
  filename: fileNameInput,
  filetype: z.string().max(200).default(""),
  sha256: hashInputs.sha256,
});

export const uploadIdInput = z.strictObject({ uploadId: z.uuid() });
