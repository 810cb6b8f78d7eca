import { z } from "zod";
import { actorShape } from "#lib/http/shapes.ts";
import { DELTA_FORMATS } from "#lib/updates/rules/formats.ts";
import { DISTRIBUTION_STATES, STRATEGIES } from "#lib/updates/rules/share.ts";

const downloadShape = z.object({
  id: z.uuid(),
  url: z.string(),
  size: z.number().int().describe("Bytes"),
  checksum: z.string().describe("SHA-256 of what is downloaded"),
  isDelta: z.boolean(),
  format: z.enum([...DELTA_FORMATS, "full"]),
  deltaFromVersion: z.string().nullable(),
  baseSha256: z.string().nullable().describe("SHA-256 of the file that a delta is applied to"),
  resultSha256: z.string().describe("SHA-256 of the file that comes out"),
  fileName: z.string(),
});

const changelogShape = z.array(
  z.object({
    type: z.string(),
    description: z.string(),
    scope: z.string().optional(),
    breaking: z.boolean().optional(),
  }),
);

export const updateAnswerShape = z.discriminatedUnion("updateAvailable", [
  z.object({
    updateAvailable: z.literal(false),
    reason: z.enum(["newest", "ahead", "notYourTurn", "incompatible", "floorWithdrawn", "nothingOffered"]),
    detail: z.string().nullable(),
    currentVersion: z.string(),
    channel: z.string(),
    checkAgainSeconds: z.number().int(),
  }),
  z.object({
    updateAvailable: z.literal(true),
    channel: z.string(),
    fromVersion: z.string(),
    toVersion: z.string().describe("To be installed next"),
    targetVersion: z.string().describe("Beyond toVersion where that is a version that must be passed through"),
    releaseNotes: z.string(),
    changelog: changelogShape,
    package: downloadShape.nullable().describe("The smallest single download of the main file; null for images"),
    chain: z.array(downloadShape).describe("Deltas to apply one after the other, where they are smaller still"),
    fallback: downloadShape.nullable().describe("The whole main file"),
    files: z.array(
      z.object({
        fileName: z.string(),
        package: downloadShape,
        chain: z.array(downloadShape),
        fallback: downloadShape,
      }),
    ),
    image: z.string().nullable().describe("host/repository@digest; null for what consists of files"),
    mandatory: z.boolean(),
    distributionId: z.uuid().nullable(),
    checkAgainSeconds: z.number().int(),
  }),
]);

export const distributionShape = z.object({
  id: z.uuid(),
  productId: z.uuid(),
  channel: z.string(),
  version: z.string(),
  versionId: z.uuid(),
  otherVersion: z.string().nullable().describe("Of a split: what those outside the share are offered"),
  otherVersionId: z.uuid().nullable(),
  winner: z.string().nullable(),
  strategy: z.enum(STRATEGIES),
  status: z.enum(DISTRIBUTION_STATES),
  statusReason: z.string().nullable(),
  percent: z.number().describe("What somebody set; steps may have led beyond it"),
  share: z.number().describe("The share that is offered it now, 0 to 100"),
  steps: z.array(z.object({ percent: z.number(), at: z.string() })),
  nextChangeAt: z.string().nullable(),
  startsAt: z.string().nullable(),
  timeZone: z.string(),
  createdAt: z.string(),
  createdBy: actorShape,
  endedAt: z.string().nullable(),
});

export const packageShape = z.object({
  id: z.uuid(),
  productId: z.uuid(),
  fromVersion: z.string().nullable().describe("Null for a whole file"),
  toVersion: z.string(),
  fileName: z.string().describe("The file that it makes"),
  isDelta: z.boolean(),
  format: z.enum([...DELTA_FORMATS, "full"]),
  state: z.enum(["queued", "making", "ready", "dropped", "failed"]),
  packageSize: z.number().int().nullable().describe("Bytes to download; null until it is made"),
  resultSize: z.number().int(),
  checksum: z.string().nullable().describe("SHA-256 of what is downloaded"),
  resultSha256: z.string(),
  url: z.string().nullable().describe("The path below this server's address"),
  savedShare: z.number().nullable().describe("Of the whole file, 0 to 1"),
  isImproving: z.boolean().describe("A smaller one may follow"),
  attempts: z.array(
    z.object({
      format: z.string(),
      level: z.number().int().optional(),
      size: z.number().int().optional(),
      seconds: z.number().optional(),
      error: z.string().optional(),
    }),
  ),
  reason: z.string().nullable().describe("Why it was dropped or failed"),
  releaseNotes: z.string(),
  createdAt: z.string(),
  createdBy: actorShape,
});

const outcomeCounts = {
  told: z.number().int(),
  downloaded: z.number().int(),
  installed: z.number().int(),
  failed: z.number().int(),
};

export const analyticsShape = z.object({
  productId: z.uuid(),
  since: z.string(),
  versions: z.array(z.object({ versionId: z.uuid(), version: z.string(), ...outcomeCounts, lastToldAt: z.string() })),
  points: z
    .array(
      z.object({
        at: z.string(),
        counts: z.array(z.object({ version: z.string(), installed: z.number().int() })),
      }),
    )
    .describe("How many had installed each version by then"),
  splits: z.array(
    z.object({
      distributionId: z.uuid(),
      channel: z.string(),
      sides: z.array(
        z.object({
          version: z.string(),
          isOther: z.boolean(),
          ...outcomeCounts,
          failureRate: z.number().nullable().describe("Failed among those who answered, 0 to 1"),
        }),
      ),
      pValue: z
        .number()
        .nullable()
        .describe("The chance that the difference in failures is an accident; null while too few have answered"),
    }),
  ),
  failures: z.array(z.object({ version: z.string(), error: z.string(), count: z.number().int() })),
});

export const pullShape = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("measured"),
    platform: z.string(),
    totalBytes: z.number().int().describe("Of all layers of the new image"),
    bytesToPull: z.number().int(),
    reusedBytes: z.number().int(),
    reusedLayers: z.number().int(),
    layers: z.number().int(),
  }),
  z.object({ kind: z.literal("unavailable"), reason: z.string() }),
]);
