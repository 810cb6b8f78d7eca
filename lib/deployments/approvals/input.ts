import { z } from "zod";

const deploymentId = z.uuid();

export const listApprovalsInput = z.strictObject({ deploymentId });

export const decideInput = listApprovalsInput.extend({
  stage: z.string().max(63).optional().describe("The stage that asks; left out: whatever asks now. Empty: the start."),
  reason: z.string().trim().max(2_000).default(""),
});
