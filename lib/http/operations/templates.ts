import { z } from "zod";
import { defineOperation } from "#lib/http/operation.ts";
import { actorShape, pageOf } from "#lib/http/shapes.ts";
import { archiveTemplate } from "#lib/templates/archive.ts";
import { createTemplate } from "#lib/templates/create.ts";
import { exportTemplate, getTemplate } from "#lib/templates/get.ts";
import { importTemplate } from "#lib/templates/import.ts";
import {
  createTemplateInput,
  getTemplateInput,
  importTemplateInput,
  listTemplatesInput,
  previewDeploymentInput,
  saveTemplateInput,
} from "#lib/templates/input.ts";
import { listTemplates } from "#lib/templates/list.ts";
import { previewDeployment } from "#lib/templates/preview.ts";
import { definitionInput } from "#lib/templates/rules/definition.ts";
import { templateJsonSchema } from "#lib/templates/rules/json-schema.ts";
import { STAGE_KINDS, type StageKind } from "#lib/templates/rules/stage-kinds.ts";
import { YAML_LENGTH_MAX } from "#lib/templates/rules/yaml.ts";
import { saveTemplate } from "#lib/templates/save.ts";

const SCHEMA_PATH = "/api/deployments/templates/schema";
const YAML_TYPE = "application/yaml";

const kind = z.enum(STAGE_KINDS as [StageKind, ...StageKind[]]);

const use = z.object({
  count: z.number().int().describe("Deployments that were made with it."),
  finished: z.number().int().describe("Of those, how many completed, failed or were rolled back."),
  succeeded: z.number().int(),
  lastAt: z.string().nullable(),
});

const summary = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  isBuiltIn: z.boolean(),
  version: z.number().int(),
  stages: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      kind,
      needs: z.array(z.string()),
      isConditional: z.boolean(),
    }),
  ),
  use,
  createdAt: z.string(),
  updatedAt: z.string(),
  archivedAt: z.string().nullable(),
});

const template = summary.extend({
  definition: definitionInput,
  shownVersion: z.number().int(),
  versions: z.array(
    z.object({ version: z.number().int(), note: z.string(), createdAt: z.string(), createdBy: actorShape, use }),
  ),
});

const device = z.object({ id: z.uuid(), name: z.string(), fleet: z.string().nullable(), tags: z.array(z.string()) });

const preview = z.object({
  template: z.object({ id: z.uuid(), slug: z.string(), version: z.number().int() }),
  environment: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }).nullable(),
  approvals: z
    .object({ count: z.number().int(), role: z.string() })
    .nullable()
    .describe("Before it starts, by people of this role or above. The risk may ask for more."),
  deviceCount: z.number().int(),
  stages: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      description: z.string(),
      kind,
      needs: z.array(z.string()),
      skippedBecause: z.string().nullable(),
      timeLimitSeconds: z.number(),
      attemptsMax: z.number().int(),
      selections: z.array(
        z.object({
          name: z.string(),
          total: z.number().int(),
          sample: z.array(device),
          batches: z.array(z.object({ index: z.number().int(), percent: z.number(), deviceCount: z.number().int() })),
        }),
      ),
      window: z
        .object({
          days: z.array(z.number().int()).optional(),
          start: z.string(),
          end: z.string(),
          timeZone: z.string(),
        })
        .nullable(),
      startsAfterSeconds: z.number(),
      endsAfterSeconds: z.number(),
    }),
  ),
  secondsAtLeast: z.number().describe("What pauses, soaks and measurements take; devices and people not counted."),
  startsAt: z.string(),
  opensAt: z.string().nullable().describe("When the calendar lets it start; null: never."),
  closedBecause: z.string().nullable(),
  warnings: z.array(z.string()),
});

export const listTemplatesOperation = defineOperation({
  id: "listTemplates",
  method: "GET",
  path: "/api/deployments/templates",
  tag: "Templates",
  summary: "List templates with how often and how well they were used",
  auth: "user",
  query: listTemplatesInput,
  response: pageOf(summary),
  run: listTemplates,
});

export const createTemplateOperation = defineOperation({
  id: "createTemplate",
  method: "POST",
  path: "/api/deployments/templates",
  tag: "Templates",
  summary: "Make a template",
  auth: "user",
  body: createTemplateInput,
  response: template,
  status: 201,
  creates: true,
  run: createTemplate,
});

export const getTemplateOperation = defineOperation({
  id: "getTemplate",
  method: "GET",
  path: "/api/deployments/templates/{templateId}",
  tag: "Templates",
  summary: "Read a template by its id or slug, and its versions",
  auth: "user",
  query: getTemplateInput.omit({ templateId: true }),
  response: template,
  run: getTemplate,
});

export const saveTemplateOperation = defineOperation({
  id: "saveTemplate",
  method: "PATCH",
  path: "/api/deployments/templates/{templateId}",
  tag: "Templates",
  summary: "Save the next version of a template",
  description: "Deployments keep the version that they were made with. 409 where somebody else saved in between.",
  auth: "user",
  body: saveTemplateInput.omit({ templateId: true }),
  response: template,
  run: saveTemplate,
});

export const archiveTemplateOperation = defineOperation({
  id: "archiveTemplate",
  method: "DELETE",
  path: "/api/deployments/templates/{templateId}",
  tag: "Templates",
  summary: "Put a template away; deployments that were made with it go on",
  auth: "user",
  response: z.void(),
  status: 204,
  run: archiveTemplate,
});

export const exportTemplateOperation = defineOperation({
  id: "exportTemplate",
  method: "GET",
  path: "/api/deployments/templates/{templateId}/export",
  tag: "Templates",
  summary: "Write a template in YAML",
  auth: "user",
  query: getTemplateInput.omit({ templateId: true }),
  response: z.string(),
  produces: YAML_TYPE,
  run: async (ctx, input, request) => {
    const { fileName, yaml } = await exportTemplate(ctx, input);
    const hint = `# yaml-language-server: $schema=${request.origin}${SCHEMA_PATH}\n`;
    return new Response(hint + yaml, {
      headers: {
        "content-type": `${YAML_TYPE}; charset=utf-8`,
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "no-store",
      },
    });
  },
});

export const importTemplateOperation = defineOperation({
  id: "importTemplate",
  method: "POST",
  path: "/api/deployments/templates/import",
  tag: "Templates",
  summary: "Take a template in YAML: make it, or save the next version of the one with its slug",
  description: "Imported again it changes nothing. Each fault names its line and column.",
  auth: "user",
  query: importTemplateInput,
  rawBody: true,
  consumes: YAML_TYPE,
  response: z.object({ outcome: z.enum(["created", "updated", "unchanged"]), template }),
  run: async (ctx, input, request) => importTemplate(ctx, input, await request.readBytes(YAML_LENGTH_MAX * 4)),
});

export const templateSchemaOperation = defineOperation({
  id: "templateSchema",
  method: "GET",
  path: SCHEMA_PATH,
  tag: "Templates",
  summary: "The JSON Schema of templates, for editors",
  auth: "none",
  response: z.unknown(),
  produces: "application/schema+json",
  run: (_ctx, _input, request) =>
    Promise.resolve(
      new Response(JSON.stringify(templateJsonSchema(request.origin + SCHEMA_PATH)), {
        headers: { "content-type": "application/schema+json", "cache-control": "public, max-age=300" },
      }),
    ),
});

export const previewDeploymentOperation = defineOperation({
  id: "previewDeployment",
  method: "POST",
  path: "/api/deployments/preview",
  tag: "Templates",
  summary: "Show what a deployment by a template would do",
  description: "Devices and batches of each stage, windows, and how long it takes at least. Changes nothing.",
  auth: "user",
  body: previewDeploymentInput,
  response: preview,
  run: previewDeployment,
});

export const templatesOperations = [
  listTemplatesOperation,
  createTemplateOperation,
  importTemplateOperation,
  templateSchemaOperation,
  getTemplateOperation,
  saveTemplateOperation,
  archiveTemplateOperation,
  exportTemplateOperation,
  previewDeploymentOperation,
];
