import { commandDeployment, commandMachine } from "#lib/deployments/command.ts";
import { lockOpenRollouts } from "#lib/deployments/rollouts-of.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { pauseLocked } from "#lib/rollouts/pause.ts";
import { isAllowed } from "#lib/rollouts/rules/transitions.ts";
import { command } from "#lib/stages/rules/commands.ts";

/** Pauses a deployment and its rollouts: no further stage starts, and no further device is offered anything. */
export function pauseDeployment(ctx: Context, rawInput: unknown): Promise<DeploymentView> {
  return commandDeployment(ctx, rawInput, "pause", async (tx, deployment, reason) => {
    await commandMachine(ctx, tx, deployment, (current, now) => command("pause", current, reason, now));
    for (const rollout of await lockOpenRollouts(tx, deployment)) {
      if (!isAllowed("pause", rollout.status)) continue;
      await pauseLocked(ctx, tx, rollout, { reason: reason ?? `Deployment #${deployment.number} was paused.` });
    }
  });
}
