import { z } from "zod";

const PART_LENGTH_MAX = 20_000;
const part = z.string().trim().max(PART_LENGTH_MAX).nullable();

export const incidentIdInput = z.strictObject({ incidentId: z.uuid() });

export const updateIncidentInput = incidentIdInput.extend({
  revision: z.int().min(1).describe("The one that you have seen: what somebody wrote since is not overwritten."),
  title: z.string().trim().min(1).max(200).optional(),
  summary: part.optional().describe("Null: as it is generated"),
  cause: part.optional(),
  actions: part.optional(),
});
