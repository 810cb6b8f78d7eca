import { z } from "zod";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";
import { definitionInput } from "#lib/templates/rules/definition.ts";

/** As other addresses call them. */
export const DEPLOY_ALIASES = {
  productId: "product",
  extensionId: "product",
  versionId: "version",
  environmentId: "environment",
  templateId: "template",
} as const;

const reference = z.string().min(1).max(64);
const note = z.string().trim().max(500).default("").describe("What changed, for those who look back");

export const templateIdInput = z.strictObject({ templateId: reference.describe("The template's id or slug.") });

export const getTemplateInput = templateIdInput.extend({
  version: z.coerce.number().int().min(1).optional().describe("Left out: the newest."),
});

export const listTemplatesInput = pageInput.extend({
  archived: z.stringbool().default(false).describe("Lists the archived ones instead of the others."),
  q: z.string().trim().max(200).optional().describe("A part of the name, slug or description."),
});

export const createTemplateInput = z.strictObject({ definition: definitionInput, note });

export const saveTemplateInput = templateIdInput.extend({
  definition: definitionInput,
  basedOnVersion: z.int().min(1).describe("The version that was changed. 409 where there is a newer one by now."),
  note,
});

export const importTemplateInput = z.strictObject({ note });

/** The same names as of the deployment itself. */
export const previewDeploymentInput = z.strictObject({
  template: reference.describe("Id or slug of a template"),
  templateVersion: z.int().min(1).optional().describe("Left out: the newest"),
  product: reference.describe("Id or slug of a product"),
  version: z.string().min(1).max(200).optional().describe("Left out: stages that name it are refused"),
  environment: reference.optional().describe("Id or slug of an environment; left out: all devices"),
  variables: z.record(z.string().max(64), z.unknown()).default({}),
  scheduledAt: timeInput.optional().describe("Left out: now"),
  risk: z.number().min(0).max(100).optional().describe("The score, where it is known: conditions may ask for it"),
});
