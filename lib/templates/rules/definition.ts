// What is a template made of?
import { z } from "zod";
import { STAGE_KINDS, type StageKind } from "#lib/templates/rules/stage-kinds.ts";

export const STAGES_MAX = 50;
export const VARIABLES_MAX = 50;
const RESERVED_SLUGS: readonly string[] = ["new", "compare", "import", "schema"];

const name = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9_-]{0,62}$/, "Begin with a small letter; then letters, digits, - and _, 63 at most.");

const common = {
  name,
  label: z.string().max(100).default(""),
  help: z.string().max(1_000).default(""),
  required: z.boolean().default(true),
};

/** A value that is asked for when the template is used. In titles, descriptions and configs it stands as ${name}. */
export const variableInput = z.discriminatedUnion("type", [
  z.strictObject({
    ...common,
    type: z.literal("text"),
    default: z.string().max(10_000).optional(),
    pattern: z.string().max(500).optional().describe("RE2 syntax"),
    lengthMax: z.int().min(1).max(10_000).optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal("number"),
    default: z.number().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.strictObject({ ...common, type: z.literal("boolean"), default: z.boolean().optional() }),
  z.strictObject({
    ...common,
    type: z.literal("choice"),
    default: z.string().optional(),
    options: z
      .array(z.strictObject({ value: z.string().min(1).max(200), label: z.string().max(200).optional() }))
      .min(1)
      .max(100),
  }),
  z.strictObject({ ...common, type: z.literal("product"), default: z.string().optional().describe("Its slug") }),
  z.strictObject({ ...common, type: z.literal("environment"), default: z.string().optional().describe("Its slug") }),
  z.strictObject({ ...common, type: z.literal("devices"), default: z.record(z.string(), z.unknown()).optional() }),
  z.strictObject({
    ...common,
    type: z.literal("duration"),
    default: z.number().optional().describe("Minutes"),
    min: z.number().min(0).optional(),
    max: z.number().min(0).optional(),
  }),
  z.strictObject({ ...common, type: z.literal("secret") }),
]);
export type Variable = z.output<typeof variableInput>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Whether a stage is run at all; all that is given must hold. */
export const conditionInput = z.strictObject({
  variable: z
    .strictObject({
      name,
      equals: scalar.optional(),
      notEquals: scalar.optional(),
      in: z.array(scalar).min(1).max(100).optional(),
      given: z.boolean().optional().describe("Whether it has a value at all"),
    })
    .optional(),
  risk: z
    .strictObject({ atLeast: z.number().min(0).max(100) })
    .optional()
    .describe("The score, 0 to 100"),
  environment: z.array(z.string()).min(1).optional().describe("Slugs of environments"),
});
export type Condition = z.output<typeof conditionInput>;

export const stageInput = z.strictObject({
  name,
  title: z.string().max(100).default(""),
  description: z.string().max(1_000).default(""),
  kind: z.enum(STAGE_KINDS as [StageKind, ...StageKind[]]),
  needs: z
    .array(name)
    .max(STAGES_MAX)
    .optional()
    .describe("Stages that must be over before it. Left out: the one before; [] begins at once, beside the others"),
  when: conditionInput.optional(),
  timeLimitMinutes: z.number().min(0.1).max(525_600).optional().describe("Left out: as is usual for its kind"),
  retries: z.int().min(0).max(10).optional().describe("Tries after the first; left out: as is usual for its kind"),
  onFailure: z
    .enum(["rollBack", "stop", "continue"])
    .default("rollBack")
    .describe("Take back what was done; leave it as it is; or go on without this stage"),
  config: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("As its kind wants it. {$given: name, …} is left out where that variable was not given"),
});
export type Stage = z.output<typeof stageInput>;

/** A template as people write it, in YAML or JSON. */
export const definitionInput = z.strictObject({
  slipway: z.literal(1).describe("The version of this format"),
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "Small letters, digits and -, 63 at most.")
    .refine((slug) => !RESERVED_SLUGS.includes(slug), "This word stands in addresses; choose another one."),
  name: z.string().min(1).max(100),
  description: z.string().max(2_000).default(""),
  variables: z.array(variableInput).max(VARIABLES_MAX).default([]),
  stages: z.array(stageInput).min(1, "Name at least one stage.").max(STAGES_MAX),
});
export type Definition = z.output<typeof definitionInput>;
/** The same before its defaults are filled in. */
export type DefinitionText = z.input<typeof definitionInput>;
