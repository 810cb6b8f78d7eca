import type { Queryable } from "#lib/database/client.ts";
import type { SoakTally } from "#lib/stage-kinds/rules/soak.ts";

/** Counts the devices of a deployment's rollouts that have the release, and those that ever failed with it. */
export async function countSoaking(db: Queryable, deploymentId: string): Promise<SoakTally> {
  const [row] = await db.$queryRaw<SoakTally[]>`
    SELECT coalesce(sum(b.healthy), 0)::int AS healthy, coalesce(sum(b.ever_failed), 0)::int AS failed
    FROM rollout_batches b JOIN image_rollouts r ON r.id = b.rollout_id
    WHERE r.deployment_id = ${deploymentId}::uuid`;
  return row ?? { healthy: 0, failed: 0 };
}
