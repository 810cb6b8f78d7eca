import { z } from "zod";

const deploymentId = z.uuid();

export const listApprovalsInput = z.strictObject({ deploymentId });

export const decideInput = listApprovalsInput.extend({
  stage: z.string().max(63).optional().describe("The stage that asks; left out: whatever asks now. Empty: the start."),
  reason: z.string().trim().max(2_000).default(""),
});

/** Who says no says why: the author has to work with it. */
export const rejectInput = decideInput.extend({ reason: z.string().trim().min(1, "Say why.").max(2_000) });
