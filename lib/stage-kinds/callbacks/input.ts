import { z } from "zod";

/** What the other side says of the work that a stage gave it. */
export const callbackInput = z.strictObject({
  deploymentId: z.uuid(),
  stage: z.string().min(1).max(63),
  token: z.string().max(200).default("").describe("As it was sent along; or as Authorization: Bearer"),
  status: z.enum(["running", "succeeded", "failed"]).describe("running tells how far it is; the others end the work"),
  progress: z.number().min(0).max(100).optional().describe("Percent"),
  message: z.string().max(1_000).default("").describe("What people shall read beside it"),
});
