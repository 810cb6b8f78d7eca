import { z } from "zod";
import { fileNameFault } from "#lib/artifacts/rules/file-name.ts";
import { pageInput } from "#lib/kernel/page.ts";

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
  ...hashInputs,
});

export const listFilesInput = pageInput.extend({ versionId: z.uuid() });

export const fileIdInput = z.strictObject({ fileId: z.uuid() });
