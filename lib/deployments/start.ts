import type { Transaction } from "#lib/database/client.ts";
import { openMachines } from "#lib/deployments/machine.ts";
import { requireDeployment, savePlan } from "#lib/deployments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { findAssessment } from "#lib/risk/store.ts";
import { command } from "#lib/stages/rules/commands.ts";
import { awaitsRisk, decideRisk } from "#lib/templates/rules/decide-risk.ts";

/**
 * Sets a queued deployment going inside the caller's transaction; whether its turn has come is the caller's question.
 * Its stages begin after the commit; those that hang on the risk are decided now, by the last assessment. Throws
 * WRONG_STATE where it is not queued any more.
 */
export async function startDeployment(ctx: Context, tx: Transaction, deploymentId: string): Promise<void> {
  const { machine, plan } = await requireDeployment(tx, deploymentId);
  if (awaitsRisk(plan)) {
    const risk = await findAssessment(tx, { deploymentId });
    await savePlan(tx, deploymentId, decideRisk(plan, risk?.score ?? null));
  }
  await openMachines(ctx).changeIn(tx, machine.id, (current, now) => command("start", current, null, now));
}
