import { z } from "zod";
import { pageInput } from "#lib/kernel/page.ts";
import { isDigest } from "#lib/products/rules/image.ts";
import { parseVersion } from "#lib/products/rules/semver.ts";
import { DISTRIBUTION_STATES, readLocalTime } from "#lib/updates/rules/share.ts";

const productName = z.string().min(1).max(64);
const productFields = {
  productId: productName.optional().describe("The product's id or slug"),
  extensionId: productName.optional().describe("Alias of productId"),
};

function namesOneProduct(input: { productId?: string | undefined; extensionId?: string | undefined }): boolean {
  return (input.productId === undefined) !== (input.extensionId === undefined);
}
const productMissing = { error: "Name the product, with either productId or extensionId.", path: ["productId"] };

const version = z.string().refine((text) => parseVersion(text) !== null, {
  error: "Use a SemVer 2.0.0 version, for example 1.5.0 or 2.0.0-rc.1.",
});
const channelName = z.string().min(1).max(64);
/** What stands between the parts of keys and lines must not stand in the parts. */
const printable = z.string().regex(/^\P{Cc}+$/u, { error: "Use printable characters." });
const clientId = printable.max(128);
const word = printable.max(64);

export const checkInput = z
  .strictObject({
    ...productFields,
    currentVersion: version,
    channel: channelName.optional().describe("Left out: the device's own, or stable"),
    deviceId: clientId.optional().describe("A registered device; its channel counts"),
    clientId: clientId.optional().describe("How an anonymous client is told apart from others; keep it for good"),
    platform: word.optional().describe("linux, macos, windows or what the vendor calls its own"),
    arch: word.optional().describe("x64, arm64, …"),
    architecture: word.optional().describe("Alias of arch"),
    hardwareRevision: word.optional(),
    provides: z
      .record(z.string().max(64), z.string().max(128))
      .refine((record) => Object.keys(record).length <= 50, { error: "50 names at most." })
      .optional()
      .describe("What else is installed, {name: version}: versions may require it"),
    formats: z
      .array(word)
      .max(20)
      .optional()
      .describe("Deltas that the client can apply: zstd-patch-from, xdelta3, bsdiff. Left out: none"),
  })
  .refine(namesOneProduct, productMissing);
export type CheckInput = z.output<typeof checkInput>;

const OUTCOMES = ["downloaded", "installed", "failed"] as const;

export const reportInput = z
  .strictObject({
    ...productFields,
    version: version.describe("Which was downloaded, installed, or failed"),
    outcome: z.enum(OUTCOMES),
    deviceId: clientId.optional(),
    clientId: clientId.optional(),
    fromVersion: version.optional(),
    error: z.string().max(1_000).optional(),
  })
  .refine(namesOneProduct, productMissing)
  .refine((input) => (input.deviceId === undefined) !== (input.clientId === undefined), {
    error: "Say who reports, with either clientId or deviceId.",
    path: ["clientId"],
  });

const percent = z.number().min(0).max(100);
const timeZone = z
  .string()
  .max(64)
  .refine((zone) => readLocalTime("2026-01-01T00:00", zone) !== null, {
    error: "Use a time zone of the IANA list, for example Europe/Berlin.",
  });
const localTime = z.iso.datetime({
  local: true,
  offset: true,
  error: "Write a time such as 2027-01-31T22:00, of the distribution's time zone, or with a zone of its own.",
});

const common = {
  ...productFields,
  channel: channelName,
  version: version.describe("One that was promoted to the channel"),
  timeZone: timeZone.optional().describe("Left out: the product's"),
};
const growth = {
  percent: percent.default(10).describe("The share to begin with"),
  growBy: z.number().min(0.1).max(100).optional().describe("Percentage points by which the share grows by itself"),
  growEvery: z.enum(["hour", "day"]).default("day"),
  steps: z
    .array(z.strictObject({ percent, at: localTime }))
    .max(100)
    .optional()
    .describe("Instead of growBy: from which time on the share is at least what"),
};

export const createDistributionInput = z
  .discriminatedUnion("strategy", [
    z.strictObject({ ...common, strategy: z.literal("immediate") }),
    z.strictObject({ ...common, ...growth, strategy: z.literal("gradual") }),
    z.strictObject({
      ...common,
      ...growth,
      strategy: z.literal("scheduled"),
      startsAt: localTime,
      percent: percent.default(100),
    }),
    z.strictObject({
      ...common,
      strategy: z.literal("split"),
      percent: percent.default(50).describe("The share that is offered version; the others are offered otherVersion"),
      otherVersion: version,
    }),
  ])
  .refine(namesOneProduct, productMissing);
export type CreateDistributionInput = z.output<typeof createDistributionInput>;

export const listDistributionsInput = pageInput
  .extend({
    ...productFields,
    channel: channelName.optional(),
    status: z.enum(DISTRIBUTION_STATES).optional(),
  })
  .refine(namesOneProduct, productMissing);

const distributionId = z.uuid();
export const distributionIdInput = z.strictObject({ distributionId });
export const distributionActionInput = z.strictObject({
  distributionId,
  reason: z.string().trim().max(500).optional().describe("Why; it is kept in the event log"),
});
export const changePercentInput = z.strictObject({
  distributionId,
  percent: percent.describe("A share that shrinks offers it to fewer; nobody loses what is installed"),
});
export const completeDistributionInput = z.strictObject({
  distributionId,
  winner: z.enum(["version", "otherVersion"]).optional().describe("Of a split: what everybody is offered from now on"),
});

export const listPackagesInput = pageInput
  .extend({
    ...productFields,
    version: version.optional().describe("Only those that lead to it"),
    kind: z.enum(["full", "delta"]).optional(),
  })
  .refine(namesOneProduct, productMissing);

export const createPackageInput = z
  .strictObject({
    ...productFields,
    fromVersion: version.optional().describe("Of a delta: the version that a client has"),
    toVersion: version,
    fileId: z.uuid().optional().describe("A file of toVersion. Left out: each of them"),
    isDelta: z.boolean().optional().describe("Defaults to whether fromVersion is given"),
    releaseNotes: z.string().max(100_000).optional(),
  })
  .refine(namesOneProduct, productMissing)
  .refine((input) => (input.isDelta ?? input.fromVersion !== undefined) === (input.fromVersion !== undefined), {
    error: "A delta needs fromVersion, and a full package has none.",
    path: ["fromVersion"],
  });

export const analyticsInput = z
  .strictObject({
    ...productFields,
    versionId: z.uuid().optional().describe("Only of this version"),
    distributionId: z.uuid().optional().describe("Only of those that this distribution told"),
    range: z.enum(["1d", "7d", "30d", "90d"]).default("30d"),
  })
  .refine(namesOneProduct, productMissing);

const digest = z.string().refine(isDigest, "A digest is sha256: and 64 hexadecimal digits.");
export const measurePullInput = z
  .strictObject({
    ...productFields,
    from: digest,
    to: digest,
    platform: z.string().max(100).optional().describe("Left out: one that both have"),
  })
  .refine(namesOneProduct, productMissing);
