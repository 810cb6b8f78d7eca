import type { Prisma } from "#lib/database/client.ts";
import type { TestContext } from "#lib/testing/database.ts";

/** Makes a policy that rolls out to everybody at once, but for what is wished otherwise. Answers its id. */
export async function makePolicy(
  { db }: TestContext,
  wishes: Pick<Prisma.PolicyUncheckedCreateInput, "name"> & Partial<Prisma.PolicyUncheckedCreateInput>,
): Promise<string> {
  const { id } = await db.policy.create({
    data: {
      imagePattern: "acme/*",
      updateStrategy: "auto",
      stagedBatches: 1,
      batchPercentages: [100],
      batchDelayMinutes: 0,
      healthCheckEnabled: false,
      autoRollbackEnabled: false,
      onFailureLimit: "pause",
      maxFailureRate: 0.2,
      deviceTimeoutSeconds: 3600,
      ...wishes,
    },
  });
  return id;
}
