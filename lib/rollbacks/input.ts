import { IANAZone } from "luxon";
import { z } from "zod";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";
import { planStatuses, strategies } from "#lib/rollbacks/rules/plan.ts";
import { placements } from "#lib/rollbacks/rules/whereabouts.ts";
import { batchPercentagesInput } from "#lib/rollouts/rules/settings.ts";

const EXPIRY_HOURS = 24;
const EXPIRY_HOURS_MAX = 24 * 14;

const planId = z.uuid();
const reason = z.string().trim().min(1, "Say why.").max(2_000);
const note = z.string().trim().max(2_000).default("");
const name = z.string().min(1).max(200);
const timeZone = z
  .string()
  .max(64)
  .refine((zone) => IANAZone.isValidZone(zone), "This is no IANA time zone, such as Europe/Berlin.");
const force = z
  .strictObject({ reason })
  .describe("Past the checks that block, as they are now: each is named in the plan, and approved with it.");

const gates = z.strictObject({
  maxFailureRate: z.number().min(0).max(1).default(0.2).describe("Above this share of failures it stops and asks."),
  batchDelayMinutes: z
    .number()
    .min(0)
    .max(60 * 24 * 30)
    .default(0),
  deviceTimeoutSeconds: z
    .int()
    .min(10)
    .max(60 * 60 * 24 * 30)
    .default(3_600)
    .describe("A device that is silent for longer has failed."),
});

const how = {
  strategy: z.enum(strategies).default("immediate"),
  batches: batchPercentagesInput
    .optional()
    .describe("Left out: all at once, and 10, 50 and 100 percent of a gradual one."),
  gates: gates.prefault({}),
  scheduledAt: timeInput.optional().describe("Of a scheduled one: not before this time."),
  timeZone: timeZone.default("UTC"),
};

export const createPlanInput = z
  .strictObject({
    deploymentId: z.uuid().optional().describe("Takes back what this deployment brought."),
    rolloutId: z.uuid().optional().describe("Takes back what this rollout brought."),
    productId: name.optional().describe("The product's id or slug, where neither of both is named."),
    environmentId: name.optional().describe("Only there; its id or slug."),
    fromVersion: name.optional().describe("Its number or id; left out: what runs there."),
    toVersion: name.optional().describe("Its number or id; left out: found, see targetFoundBy."),
    reason,
    ...how,
    force: force.optional(),
    expiresInHours: z.number().min(0.25).max(EXPIRY_HOURS_MAX).default(EXPIRY_HOURS),
  })
  .refine(
    ({ deploymentId, rolloutId, productId }) => [deploymentId, rolloutId, productId].filter(Boolean).length === 1,
    {
      path: ["deploymentId"],
      message: "Name one of deploymentId, rolloutId and productId.",
    },
  );
export type CreatePlanInput = z.output<typeof createPlanInput>;

export const updatePlanInput = z.strictObject({
  planId,
  revision: z.int().min(1).describe("The one that you have seen: a plan that changed since is not overwritten."),
  toVersion: name.optional(),
  reason: reason.optional(),
  strategy: how.strategy.unwrap().optional(),
  batches: batchPercentagesInput.optional(),
  gates: gates.optional(),
  scheduledAt: timeInput.nullable().optional(),
  timeZone: timeZone.optional(),
});

export const planIdInput = z.strictObject({ planId });

const contentDigest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "Pass on contentDigest as the plan shows it.")
  .describe("Of what was looked at: a plan that changed since is neither approved nor carried out.");

export const decidePlanInput = z.strictObject({ planId, contentDigest, reason: note });
export const rejectPlanInput = z.strictObject({ planId, contentDigest, reason });
export const forcePlanInput = z.strictObject({ planId, reason });
export const cancelPlanInput = z.strictObject({ planId, reason: note });

export const executePlanInput = z.strictObject({
  planId,
  contentDigest,
  breakGlass: z
    .strictObject({ reason })
    .optional()
    .describe("Without the approvals that are missing. Everybody hears of it."),
});

export const decideHalfWayInput = z.strictObject({ planId, reason: note });

export const findTargetInput = z.strictObject({
  deploymentId: z.uuid().optional(),
  rolloutId: z.uuid().optional(),
  productId: name.optional(),
  environmentId: name.optional(),
  fromVersion: name.optional(),
});

export const listPlansInput = pageInput.extend({
  status: z
    .preprocess((value) => (typeof value === "string" ? value.split(",") : value), z.array(z.enum(planStatuses)))
    .optional(),
  product: name.optional(),
  environment: name.optional(),
  deploymentId: z.uuid().optional(),
  q: z
    .string()
    .max(200)
    .optional()
    .describe("A part of the product's name, of a version or of the reason, or the number."),
});
export type ListPlansInput = z.output<typeof listPlansInput>;

export const listPlanDevicesInput = pageInput.extend({
  planId,
  placement: z.enum(placements).optional(),
});
