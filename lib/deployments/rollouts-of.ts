import type { Transaction } from "#lib/database/client.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { isFinal } from "#lib/rollouts/rules/rollout.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";

/** Locks the rollouts of a deployment that are not over, the older ones first. */
export async function lockOpenRollouts(
  tx: Transaction,
  { rollouts }: Pick<DeploymentRecord, "rollouts">,
): Promise<RolloutRecord[]> {
  const locked: RolloutRecord[] = [];
  for (const { id } of rollouts) locked.push(await lockRollout(tx, id));
  return locked.filter(({ status }) => !isFinal(status));
}
