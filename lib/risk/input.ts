import { z } from "zod";

const reference = z.string().min(1).max(200);

/** Calendars know no time at which nobody can plan anything. */
function isThisCentury(text: string): boolean {
  const year = new Date(text).getUTCFullYear();
  return year >= 2000 && year < 2100;
}

/** As other addresses call them. */
export const RISK_ALIASES = {
  product: "productId",
  extensionId: "productId",
  versionId: "version",
  environmentId: "environment",
  templateId: "template",
} as const;

export const assessRiskInput = z
  .strictObject({
    productId: reference.optional().describe("The product's id or slug; needed unless builds are named."),
    version: reference.optional().describe("The version that comes: its number or id."),
    fromVersion: reference.optional().describe("What it comes after; without it what runs in the environment."),
    artifacts: z
      .strictObject({ from: z.uuid(), to: z.uuid() })
      .optional()
      .describe("Two builds to compare, in the place of versions."),
    environment: reference.optional().describe("Its id or slug."),
    plannedAt: z.iso
      .datetime({ offset: true })
      .refine(isThisCentury, "Name a time between 2000 and 2100.")
      .optional()
      .describe("Now unless said."),
    template: reference.optional().describe("How it is deployed: a template's id or slug."),
    variables: z.record(z.string(), z.unknown()).default({}).describe("For the template."),
    firstPercent: z
      .number()
      .gt(0)
      .max(100)
      .optional()
      .describe("How many of the devices get it before anything is checked; without a template, or to try another."),
    explain: z.boolean().default(false).describe("Also in words, by a language model, where one is set up."),
  })
  .refine(
    ({ productId, version, artifacts }) =>
      artifacts !== undefined || (productId !== undefined && version !== undefined),
    "Name a product and a version, or two builds.",
  );
export type RiskQuestion = z.output<typeof assessRiskInput>;

export const findRiskInput = z
  .strictObject({ deploymentId: z.uuid().optional(), rolloutId: z.uuid().optional() })
  .refine(({ deploymentId, rolloutId }) => (deploymentId === undefined) !== (rolloutId === undefined), {
    error: "Name a deployment or a rollout.",
  });

export const calibrationInput = z.strictObject({
  productId: reference.optional().describe("Only assessments of this product: its id or slug."),
  months: z.coerce.number().int().min(1).max(36).default(12),
});
