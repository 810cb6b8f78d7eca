import { commandDeployment } from "#lib/deployments/command.ts";
import { defineDeployment, openMachines } from "#lib/deployments/machine.ts";
import { lockOpenRollouts } from "#lib/deployments/rollouts-of.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { cancelLocked } from "#lib/rollouts/cancel.ts";
import { LEASE_SECONDS } from "#lib/stages/advance-machine.ts";
import { advance } from "#lib/stages/decide.ts";
import { command } from "#lib/stages/rules/commands.ts";

/**
 * Ends a deployment where it is: nothing further starts, its rollouts are cancelled, and what was done stays. Stages in
 * the middle of their work are told to end; what one finishes just now counts. Taking back is another action.
 */
export function cancelDeployment(ctx: Context, rawInput: unknown): Promise<DeploymentView> {
  return commandDeployment(ctx, rawInput, "cancel", async (tx, deployment, reason) => {
    const definition = defineDeployment(ctx, deployment);
    await openMachines(ctx).changeIn(tx, deployment.machine.id, (current, now) => {
      const asked = command("cancel", current, reason, now);
      // Where nobody is at work it ends at once. A machine that is cancelled claims nothing.
      const ended = advance(asked.machine, definition, LEASE_SECONDS, now);
      return { ...ended, entries: [...asked.entries, ...ended.entries] };
    });
    for (const rollout of await lockOpenRollouts(tx, deployment)) {
      await cancelLocked(ctx, tx, rollout, reason ?? `Deployment #${deployment.number} was cancelled.`);
    }
  });
}
