import { z } from "zod";
import { DISTRIBUTION_STATES } from "#lib/cdn/rules/distribution.ts";
import { PROVIDERS } from "#lib/cdn/rules/provider.ts";
import { PATHS_MAX, purgePathFault } from "#lib/cdn/rules/purge-path.ts";
import { baseUrlFault, regionNameFault, withoutSlash } from "#lib/cdn/rules/region.ts";
import { STATS_RANGES, type StatsRange } from "#lib/cdn/rules/stats.ts";
import { LOG_FORMATS } from "#lib/cdn/rules/tally.ts";
import { pageInput } from "#lib/kernel/page.ts";

const judgedBy = (faultOf: (text: string) => string | null) =>
  z.string().superRefine((text, check) => {
    const message = faultOf(text);
    if (message !== null) check.addIssue({ code: "custom", message });
  });

const regionName = judgedBy(regionNameFault);
const address = z.string().max(500).pipe(judgedBy(baseUrlFault)).transform(withoutSlash);
const word = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[\x21-\x7e]+$/, "Use visible ASCII characters without blanks.");
const id = word.max(100);

const fields = {
  provider: z.enum(PROVIDERS),
  baseUrl: address.describe("Where clients fetch from: files lie at <baseUrl>/files/<SHA-256>/<name>."),
  purgeUrl: address
    .nullable()
    .describe("Of Varnish and nginx: where they listen for purges, where that is not baseUrl."),
  zoneId: id.nullable().describe("Of Cloudflare."),
  distributionId: id.nullable().describe("Of CloudFront."),
  apiKey: word
    .nullable()
    .describe(
      "A token of Cloudflare; accessKeyId:secretAccessKey of AWS; the X-Purge-Key of Varnish and nginx. Never shown.",
    ),
  enabled: z.boolean().describe("A region that is off gets no new files and is asked nothing, unless to forget."),
};

export const createRegionInput = z.strictObject({
  name: regionName.describe("Up to 40 small letters, digits and hyphens."),
  ...fields,
  purgeUrl: fields.purgeUrl.optional(),
  zoneId: fields.zoneId.optional(),
  distributionId: fields.distributionId.optional(),
  apiKey: fields.apiKey.optional(),
  enabled: fields.enabled.default(true),
});

export const updateRegionFields = z.strictObject(fields).partial();

export const regionInput = z.strictObject({ region: z.string().max(60) });

export const updateRegionInput = regionInput.extend(updateRegionFields.shape);

export const listRegionsInput = pageInput;

const paths = z
  .array(judgedBy(purgePathFault))
  .min(1, "Name one path at least.")
  .max(PATHS_MAX, `Name ${PATHS_MAX} paths at most.`)
  .transform((all) => [...new Set(all)])
  .describe("Paths as they stand in addresses, such as /files/… A star at the end stands for all that begin so.");

const regions = z
  .array(z.string().max(60))
  .min(1, "Name one region at least, or leave this out for all.")
  .max(100)
  .transform((all) => [...new Set(all)])
  .describe("Left out: every region that is on.");

export const invalidateFileFields = z.strictObject({
  paths: paths.optional().describe("Left out: the address of the file itself."),
  regions: regions.optional(),
});

export const invalidateFileInput = z.strictObject({ fileId: z.uuid(), ...invalidateFileFields.shape });

export const invalidatePathsInput = z.strictObject({ paths, regions: regions.optional() });

export const invalidationInput = z.strictObject({ invalidationId: z.uuid() });

export const listInvalidationsInput = pageInput.extend({
  fileId: z.uuid().optional(),
  region: z.string().max(60).optional(),
  state: z.enum(["pending", "done", "failed"]).optional(),
});

export const fileInput = z.strictObject({ fileId: z.uuid() });

const RANGES = Object.keys(STATS_RANGES) as [StatsRange, ...StatsRange[]];
const range = z.enum(RANGES).default("30d").describe("So many days up to today, in UTC.");

export const fileStatsInput = fileInput.extend({ range });

export const statsInput = z.strictObject({ range });

export const distributionState = z.enum(DISTRIBUTION_STATES);

const fingerprint = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "Use the SHA-256 of the log's first line.")
  .describe("SHA-256 of the log's first line, without its end: by it a log is known when it was rotated.");

export const logPlaceInput = regionInput.extend({ fingerprint });

export const takeLogInput = logPlaceInput.extend({
  offset: z.coerce.number().int().min(0).describe("Where this piece begins in the log, in bytes."),
  format: z.enum(LOG_FORMATS).default("combined"),
});
