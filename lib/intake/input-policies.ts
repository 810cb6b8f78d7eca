import { z } from "zod";
import { deviceFilterInput } from "#lib/devices/rules/filter.ts";
import { PATTERN_LENGTH_MAX } from "#lib/intake/rules/glob.ts";
import { defaultBatches, type PolicyDraft } from "#lib/intake/rules/policy.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { healthCheckConfigInput } from "#lib/rollouts/rules/health-check.ts";
import { strategies } from "#lib/rollouts/rules/rollout.ts";
import {
  batchPercentagesInput,
  DEFAULT_DEVICE_TIMEOUT_SECONDS,
  DEFAULT_MAX_FAILURE_RATE,
  failureLimitActions,
  maintenanceWindowInput,
  rolloutSettingsSchema,
} from "#lib/rollouts/rules/settings.ts";

const PRIORITY_MAX = 1_000_000;

const tagRuleInput = z
  .strictObject({
    kind: z.enum(["semver", "glob", "regex"]),
    value: z.string().max(PATTERN_LENGTH_MAX),
  })
  .describe(
    "Which tags are taken. semver: a range as npm writes it; prereleases only where the range names one of the same " +
      "version. glob: as for file names. regex: RE2, matched against the whole tag. Left out: every tag.",
  );

const policyFields = {
  name: z.string().trim().min(1, "Give the policy a name.").max(100),
  productId: z.uuid().nullable().optional().describe("Left out: the product of the image, made on the first match."),
  imagePattern: z
    .string()
    .trim()
    .max(PATTERN_LENGTH_MAX)
    .describe("Glob over host/repository, and over the repository alone when it has no host: ghcr.io/acme/*"),
  tagRule: tagRuleInput.nullable().optional(),
  updateStrategy: z.enum(strategies).default("staged"),
  batches: batchPercentagesInput.optional().describe("Left out: [100] for auto, else [10, 50, 100]."),
  batchDelayMinutes: rolloutSettingsSchema.shape.batchDelayMinutes.default(0),
  healthCheckEnabled: z.boolean().default(true),
  healthCheckConfig: healthCheckConfigInput.nullable().optional(),
  autoRollbackEnabled: z.boolean().default(true),
  onFailureLimit: z
    .enum(failureLimitActions)
    .optional()
    .describe("When too many fail. Left out: rollBack where autoRollbackEnabled, else pause."),
  maxFailureRate: z
    .number()
    .min(0, "Write a share from 0 to 1.")
    .max(1, "Write a share from 0 to 1: 0.2 means 20 %.")
    .default(DEFAULT_MAX_FAILURE_RATE),
  deviceTimeoutSeconds: rolloutSettingsSchema.shape.deviceTimeoutSeconds.default(DEFAULT_DEVICE_TIMEOUT_SECONDS),
  deviceFilter: deviceFilterInput.default({}),
  maintenanceWindow: maintenanceWindowInput.nullable().optional(),
  priority: z.int().min(-PRIORITY_MAX).max(PRIORITY_MAX).default(0),
  enabled: z.boolean().default(true),
};

export const createPolicyInput = z.strictObject(policyFields);
export const policyIdInput = z.strictObject({ policyId: z.uuid() });
export const replacePolicyInput = createPolicyInput.extend(policyIdInput.shape);

/** Every field may be left out, and what is left out stays as it is: so no defaults here. */
export const updatePolicyInput = z.strictObject({
  ...policyIdInput.shape,
  name: policyFields.name.optional(),
  productId: policyFields.productId,
  imagePattern: policyFields.imagePattern.optional(),
  tagRule: policyFields.tagRule,
  updateStrategy: policyFields.updateStrategy.unwrap().optional(),
  batches: policyFields.batches,
  batchDelayMinutes: policyFields.batchDelayMinutes.unwrap().optional(),
  healthCheckEnabled: z.boolean().optional(),
  healthCheckConfig: policyFields.healthCheckConfig,
  autoRollbackEnabled: z.boolean().optional(),
  onFailureLimit: policyFields.onFailureLimit,
  maxFailureRate: policyFields.maxFailureRate.unwrap().optional(),
  deviceTimeoutSeconds: policyFields.deviceTimeoutSeconds.unwrap().optional(),
  deviceFilter: deviceFilterInput.optional(),
  maintenanceWindow: policyFields.maintenanceWindow,
  priority: policyFields.priority.unwrap().optional(),
  enabled: z.boolean().optional(),
});

export const previewPolicyInput = createPolicyInput.extend({
  name: policyFields.name.default("This policy"),
  policyId: z.uuid().optional().describe("The policy that is being edited, so that it does not compete with itself."),
});

export const matchPoliciesInput = z.strictObject({
  image: z.string().min(1).max(400).describe("A name as Docker takes it: ghcr.io/acme/gateway, with or without :tag"),
  tag: z.string().min(1).max(128).optional().describe("Left out: the tag in the image, else latest."),
});

export const listPoliciesInput = pageInput.extend({
  enabled: z.stringbool().optional(),
  productId: z.uuid().optional(),
  q: z.string().max(200).optional().describe("Part of the name or of the pattern."),
});

/** Fills in what was left out. */
export function toPolicyDraft(input: z.output<typeof createPolicyInput>): PolicyDraft {
  return {
    ...input,
    productId: input.productId ?? null,
    tagRule: input.tagRule ?? null,
    batches: input.batches ?? defaultBatches(input.updateStrategy),
    healthCheckConfig: input.healthCheckConfig ?? null,
    onFailureLimit: input.onFailureLimit ?? (input.autoRollbackEnabled ? "rollBack" : "pause"),
    maintenanceWindow: input.maintenanceWindow ?? null,
  };
}
