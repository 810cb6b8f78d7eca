import { z } from "zod";
import { TRIGGER_MODES } from "#lib/ci/rules/trigger.ts";
import { environmentReference } from "#lib/environments/input.ts";
import { compileGlob } from "#lib/intake/rules/glob.ts";
import { RUN_CONCLUSIONS } from "#lib/intake/rules/run.ts";
import { pageInput } from "#lib/kernel/page.ts";

const glob = z
  .string()
  .trim()
  .max(255)
  .superRefine((text, check) => {
    const compiled = compileGlob(text);
    if (!compiled.ok) check.addIssue({ code: "custom", message: compiled.fault });
  });

const repository = z
  .string()
  .trim()
  .max(255)
  .regex(/^[^/\s]+(\/[^/\s]+)+$/, "Write it as the CI system does, for example acme/gateway.");

const fields = {
  name: z.string().trim().min(1).max(100),
  product: z.string().min(1).max(100).describe("Id or slug of a product"),
  repository: repository.describe("owner/name, as the CI system calls it; in capitals or not"),
  workflow: z.union([z.literal(""), glob]).describe("A glob of the workflow's name; empty: any"),
  branch: glob.min(1).describe("A glob of branches: * within a segment, ** across"),
  environment: environmentReference,
  template: z.string().min(1).max(100).describe("Id or slug of a template"),
  variables: z.record(z.string().max(64), z.unknown()).describe("Values of the template's variables"),
  mode: z
    .enum(TRIGGER_MODES)
    .describe(
      "deploy: a green run starts a deployment. watch: it does not. A red one stops what was deployed either way",
    ),
  enabled: z.boolean(),
};

export const createTriggerInput = z.strictObject({
  ...fields,
  workflow: fields.workflow.default(""),
  variables: fields.variables.default({}),
  mode: fields.mode.default("deploy"),
  enabled: fields.enabled.default(true),
});

export const triggerIdInput = z.strictObject({ triggerId: z.uuid() });

export const updateTriggerInput = z.strictObject(fields).partial().extend(triggerIdInput.shape);

export const listTriggersInput = pageInput.extend({
  environment: environmentReference.optional(),
  product: z.string().min(1).max(100).optional().describe("Id or slug of a product"),
});

export const listRunsInput = pageInput.extend({
  repository: z.string().max(255).optional(),
  commit: z
    .string()
    .regex(/^[0-9a-fA-F]{7,64}$/, "Write 7 digits of it at least.")
    .optional()
    .describe("A commit, or its beginning"),
  conclusion: z.enum(RUN_CONCLUSIONS).optional(),
});
