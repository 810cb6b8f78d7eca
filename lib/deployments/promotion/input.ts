import { deployInput } from "#lib/deployments/input.ts";
import { environmentReference } from "#lib/environments/input.ts";
import { z } from "zod";

export const previewPromotionInput = z.strictObject({
  deploymentId: z.uuid(),
  environment: environmentReference.optional().describe("Id or slug; left out: the next one in the line"),
});

const { template, templateVersion, name, scheduledAt, override, priority } = deployInput.shape;

export const promoteInput = previewPromotionInput.extend({
  template: template.optional().describe("Id or slug; left out: the one that the deployment was made with"),
  templateVersion,
  variables: z
    .record(z.string().max(64), z.unknown())
    .default({})
    .describe("Values that take the place of those of the deployment"),
  name,
  priority,
  scheduledAt,
  override,
});
