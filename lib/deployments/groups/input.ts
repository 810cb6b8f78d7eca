import { z } from "zod";
import { deployInput } from "#lib/deployments/input.ts";

const PRODUCTS_MAX = 50;

const { template, product, version, environment, variables, priority, scheduledAt } = deployInput.shape;

export const previewGroupInput = z.strictObject({
  environment,
  items: z
    .array(
      z.strictObject({
        product,
        version,
        template: template.optional().describe("Left out: that of the group"),
        variables: variables.describe("Beside those of the group"),
      }),
    )
    .min(1, "Name at least one product.")
    .max(PRODUCTS_MAX),
});

export const startGroupInput = previewGroupInput.extend({
  name: z.string().trim().min(1).max(200).optional().describe("Left out: the products"),
  template,
  variables,
  priority,
  scheduledAt,
  despiteRanges: z.boolean().default(false).describe("Starts though versions do not fit each other"),
});

export const groupIdInput = z.strictObject({ groupId: z.uuid() });
