import { z } from "zod";
import { pageInput } from "#lib/kernel/page.ts";
import { definitionInput } from "#lib/templates/rules/definition.ts";

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

const product = reference.describe("The product's id or slug.");

export const previewDeploymentInput = z.strictObject({
  templateId: reference.describe("The template's id or slug."),
  templateVersion: z.int().min(1).optional().describe("Left out: the newest."),
  productId: product,
  versionId: z.uuid().optional().describe("Left out: what depends on it is refused."),
  environmentId: reference.optional().describe("The environment's id or slug."),
  variables: z.record(z.string().max(63), z.unknown()).default({}),
  startsAt: z.iso.datetime({ offset: true }).optional().describe("Left out: now."),
  risk: z.number().min(0).max(100).optional().describe("The score, where it is known: conditions may ask for it."),
});
