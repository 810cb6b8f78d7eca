import { z } from "zod";
import { PRIORITIES } from "#lib/deployments/queue/rules/priority.ts";
import { deploymentStatuses, triggerKinds } from "#lib/deployments/rules/deployment.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";

const ITEMS_MAX = 20;

const deploymentId = z.uuid();
const reason = z.string().trim().max(500).optional().describe("Why; it is kept in the event log");

export const deploymentIdInput = z.strictObject({ deploymentId });
export const deploymentActionInput = z.strictObject({ deploymentId, reason });

export const deployInput = z.strictObject({
  template: z.string().min(1).max(100).describe("Id or slug of a template"),
  templateVersion: z.int32().min(1).optional().describe("Left out: the newest"),
  product: z.string().min(1).max(100).describe("Id or slug of a product"),
  version: z.string().min(1).max(200).describe("A version of the product, or its id"),
  environment: z.string().min(1).max(100).describe("Id or slug of an environment"),
  variables: z.record(z.string().max(64), z.unknown()).default({}).describe("Values of the template's variables"),
  name: z.string().trim().min(1).max(200).optional().describe("Left out: the product and its version"),
  priority: z.enum(PRIORITIES).default("normal"),
  scheduledAt: timeInput.optional().describe("Not before this time"),
  override: z
    .strictObject({ reason: z.string().trim().min(1).max(500) })
    .optional()
    .describe("A hot-fix past windows, freezes and a stopped line; a second person must confirm it"),
});

function listOf<Value extends string>(values: readonly Value[]) {
  return z
    .string()
    .transform((text) => text.split(",").filter(Boolean))
    .pipe(z.array(z.enum(values, { error: `Use of these: ${values.join(", ")}.` })).max(ITEMS_MAX));
}

export const deploymentSorts = ["createdAt", "-createdAt", "number", "-number"] as const;

export const listDeploymentsInput = pageInput.extend({
  status: listOf(deploymentStatuses).optional().describe("One or several, separated by commas"),
  trigger: listOf(triggerKinds).optional().describe("What made them: one or several, separated by commas"),
  product: z.string().max(100).optional().describe("Id or slug of a product"),
  environment: z.string().max(100).optional().describe("Id or slug of an environment"),
  template: z.string().max(100).optional().describe("Id or slug of a template"),
  group: z.uuid().optional().describe("Started together"),
  q: z.string().trim().max(200).optional().describe("Number, or part of the name, product or version"),
  from: timeInput.optional().describe("Made at this time or later"),
  to: timeInput.optional().describe("Made before this time"),
  sort: z.enum(deploymentSorts).default("-createdAt"),
});
export type ListDeploymentsInput = z.output<typeof listDeploymentsInput>;

export const listLogsInput = pageInput.extend({
  deploymentId,
  stage: z.string().max(64).optional(),
  level: listOf(["info", "warning", "error"] as const).optional(),
  order: z.enum(["oldest", "newest"]).default("oldest"),
});

export const listHistoryInput = pageInput.extend({ deploymentId });
