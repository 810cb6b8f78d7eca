import { z } from "zod";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";
import { isDigest, isTag } from "#lib/products/rules/image.ts";
import { parseVersion } from "#lib/products/rules/semver.ts";
import { deviceStatuses, rolloutStatuses, strategies } from "#lib/rollouts/rules/rollout.ts";

const ITEMS_MAX = 20;

const reason = z.string().trim().max(500).optional().describe("Why; it is kept in the event log");
const batchIndex = z.int().min(0).max(99).optional();
const rolloutId = z.uuid();

export const rolloutIdInput = z.strictObject({ rolloutId });
export const rolloutActionInput = z.strictObject({ rolloutId, reason });
export const approveInput = z.strictObject({
  rolloutId,
  reason,
  batchIndex: batchIndex.describe(
    "The batch that is meant; refused where another one waits. Left out: the one that waits.",
  ),
});
export const rollBackInput = z.strictObject({
  rolloutId,
  reason,
  batchIndex: batchIndex.describe("Only this batch. Left out: the whole rollout."),
});
export const deviceActionInput = z.strictObject({ rolloutId, deviceId: z.uuid(), reason });
export const deviceOfRolloutInput = z.strictObject({ rolloutId, deviceId: z.uuid() });

export const startByHandInput = z.strictObject({
  policyId: z.uuid().describe("Under whose rules and on whose devices"),
  tag: z
    .string()
    .refine(
      (text) => isTag(text) || parseVersion(text) !== null,
      "This is no tag: letters, digits, '_', '.' and '-', 128 at most.",
    )
    .describe("The image's tag; of a product of files its version"),
  image: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe("host/repository; needed where the policy's pattern stands for several"),
  digest: z
    .string()
    .refine(isDigest, "A digest is sha256: and 64 hexadecimal digits.")
    .optional()
    .describe("Pins the image without asking the registry"),
  scheduledAt: timeInput.optional().describe("Not before this time"),
});

function listOf<Value extends string>(values: readonly Value[]) {
  return z
    .string()
    .transform((text) => text.split(",").filter(Boolean))
    .pipe(z.array(z.enum(values, { error: `Use of these: ${values.join(", ")}.` })).max(ITEMS_MAX));
}

export const rolloutSorts = ["createdAt", "-createdAt", "updatedAt", "-updatedAt", "number", "-number"] as const;

export const listRolloutsInput = pageInput.extend({
  status: listOf(rolloutStatuses).optional().describe("One or several, separated by commas"),
  strategy: listOf(strategies).optional().describe("One or several, separated by commas"),
  product: z.string().max(100).optional().describe("Id or slug of a product"),
  policy: z.uuid().optional().describe("Id of a policy"),
  image: z.string().max(300).optional().describe("host/repository, exactly"),
  q: z.string().trim().max(200).optional().describe("Number, or part of the product, image, tag or version"),
  from: timeInput.optional().describe("Made at this time or later"),
  to: timeInput.optional().describe("Made before this time"),
  sort: z.enum(rolloutSorts).default("-createdAt"),
});
export type ListRolloutsInput = z.output<typeof listRolloutsInput>;

export const listRolloutDevicesInput = pageInput.extend({
  rolloutId,
  status: listOf(deviceStatuses).optional().describe("One or several, separated by commas"),
  batch: z.coerce.number().int().min(0).max(99).optional().describe("Index of a batch, from 0"),
  q: z.string().trim().max(200).optional().describe("Part of the name, or an id"),
  position: z.coerce.number().int().min(0).max(2_000_000_000).optional().describe("Only the device at this place"),
});
export type ListRolloutDevicesInput = z.output<typeof listRolloutDevicesInput>;

export const releaseHoldInput = z.strictObject({ productId: z.string().max(100), holdId: z.uuid(), reason });
export const holdVersionInput = z.strictObject({
  versionId: z.uuid(),
  reason: z.string().trim().min(1).max(500).describe("Why; everybody who is refused reads it"),
});
export const releaseVersionInput = z.strictObject({ versionId: z.uuid(), reason });
export const listHoldsInput = pageInput.extend({
  productId: z.string().max(100),
  open: z.stringbool().optional().describe("Only holds in force, or only those released"),
});

export const listRolloutEventsInput = pageInput.extend({
  rolloutId,
  types: z.string().max(2000).optional().describe("Event types, separated by commas"),
  after: z.coerce.number().int().min(0).optional().describe("Only later ones, the oldest first"),
});
