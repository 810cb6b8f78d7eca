import { z } from "zod";
import { CHANGE_STATUSES } from "#lib/diffs/rules/entries-diff.ts";

const pairInput = z.strictObject({
  from: z.uuid().describe("The build that is compared with."),
  to: z.uuid().describe("The build that is looked at."),
});

/** As many as a tree shows without asking again for most archives. */
export const ENTRIES_MAX = 5_000;

export const compareArtifactsInput = pairInput.extend({
  limit: z.coerce.number().int().min(1).max(ENTRIES_MAX).default(1_000),
  cursor: z.string().max(1000).optional(),
  status: z
    .enum([...CHANGE_STATUSES, "unchanged", "all"])
    .optional()
    .describe("Only files that came to be so. Without it: all that changed."),
  q: z.string().max(200).optional().describe("Only files whose path holds this text."),
  format: z.enum(["json", "pdf"]).default("json"),
});

const PATH_LENGTH_MAX = 5_000;
/** Where a text lies: in the file of the build, or among its configuration files. */
export const TEXT_PARTS = ["files", "config"] as const;
const placeInput = pairInput.extend({
  path: z.string().min(1).max(PATH_LENGTH_MAX).describe("As the comparison names it."),
  part: z.enum(TEXT_PARTS).default("files"),
});

export const compareFileInput = placeInput.extend({
  cursor: z.string().max(1000).optional().describe("Of the last answer, for the hunks that follow."),
});

export const LINES_MAX = 2_000;
export const readLinesInput = placeInput.extend({
  side: z.enum(["from", "to"]),
  start: z.coerce.number().int().min(1).describe("The first line, beginning at 1."),
  count: z.coerce.number().int().min(1).max(LINES_MAX).default(500),
});

export const VIEWS = ["split", "unified"] as const;
export const SECTIONS = ["files", "api", "dependencies", "environment", "configuration", "image"] as const;

export const shareDiffInput = pairInput.extend({
  section: z.enum(SECTIONS).optional(),
  path: z.string().max(PATH_LENGTH_MAX).optional(),
  view: z.enum(VIEWS).optional(),
  /** Files that did not change are left out of the tree. */
  changedOnly: z.boolean().optional(),
});

export const diffIdInput = z.strictObject({ diffId: z.uuid() });

export const compareApisInput = pairInput;

export const compareImagesInput = pairInput.extend({
  platform: z
    .string()
    .regex(/^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/, { error: "Write for example linux/arm64." })
    .optional()
    .describe("Of an image for several; the first that both have unless said."),
});
