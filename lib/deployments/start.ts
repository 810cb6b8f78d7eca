import type { Transaction } from "#lib/database/client.ts";
import { openMachines } from "#lib/deployments/machine.ts";
import { requireDeployment } from "#lib/deployments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { command } from "#lib/stages/rules/commands.ts";

/**
 * Sets a queued deployment going inside the caller's transaction; whether its turn has come is the caller's question.
 * Its stages begin after the commit. Throws WRONG_STATE where it is not queued any more.
 */
export async function startDeployment(ctx: Context, tx: Transaction, deploymentId: string): Promise<void> {
  const { machine } = await requireDeployment(tx, deploymentId);
  await openMachines(ctx).changeIn(tx, machine.id, (current, now) => command("start", current, null, now));
}
