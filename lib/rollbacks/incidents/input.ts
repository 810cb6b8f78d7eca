import { z } from "zod";
import { planIdInput } from "#lib/rollbacks/input.ts";

const PART_LENGTH_MAX = 20_000;
const part = z.string().trim().max(PART_LENGTH_MAX).nullable();

export const incidentIdInput = z.strictObject({ incidentId: z.uuid() });

const format = z
  .enum(["json", "markdown", "pdf"])
  .default("json")
  .describe("markdown or pdf: the report as a file, to be kept or read on paper");

export const readIncidentInput = incidentIdInput.extend({ format });

export const readPlanIncidentInput = planIdInput.extend({ format });

export const updateIncidentInput = incidentIdInput.extend({
  revision: z.int().min(1).describe("The one that you have seen: what somebody wrote since is not overwritten."),
  title: z.string().trim().min(1).max(200).optional(),
  summary: part.optional().describe("Null: as it is generated"),
  cause: part.optional(),
  actions: part.optional(),
});
