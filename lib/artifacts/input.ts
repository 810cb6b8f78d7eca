import { z } from "zod";
import { fileNameFault } from "#lib/artifacts/rules/file-name.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";

export const fileNameInput = z.string().superRefine((name, check) => {
  const message = fileNameFault(name);
  if (message !== null) check.addIssue({ code: "custom", message });
});

const hash = (digits: number) =>
  z
    .string()
    .toLowerCase()
    .regex(new RegExp(`^[0-9a-f]{${digits}}$`), { error: `Use ${digits} hexadecimal digits.` });

export const hashInputs = { sha256: hash(64).optional(), sha1: hash(40).optional(), md5: hash(32).optional() };

/** The fields of the form, beside the part `file`. */
export const uploadFileInput = z.strictObject({
  versionId: z.uuid(),
  fileName: fileNameInput,
  cacheControl: z
    .string()
    .max(200)
    .regex(/^[\w=," -]+$/, { error: "Use directives of Cache-Control, such as public, max-age=600." })
    .optional()
    .describe("What caches are told instead of keeping it for good."),
  expiresAt: timeInput.optional().describe("After this it is not handed out any more."),
  ...hashInputs,
});

const LINK_SECONDS_MAX = 7 * 86_400;

export const makeLinkInput = z.strictObject({
  fileId: z.uuid(),
  expiresInSeconds: z.number().int().min(60).max(LINK_SECONDS_MAX).default(3_600),
});

export const listFilesInput = pageInput.extend({ versionId: z.uuid() });

export const collectFilesInput = z.strictObject({ dryRun: z.boolean().default(false) });

export const fileIdInput = z.strictObject({ fileId: z.uuid() });
