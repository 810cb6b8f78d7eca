import { commandDeployment, commandMachine } from "#lib/deployments/command.ts";
import { lockOpenRollouts } from "#lib/deployments/rollouts-of.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { resumeLocked } from "#lib/rollouts/resume.ts";
import { command, isAllowed } from "#lib/stages/rules/commands.ts";
import { tellNews } from "#lib/stages/store-database.ts";

/** Lets a deployment go on, and its rollouts with it, whoever paused them: failures so far are accepted. */
export function resumeDeployment(ctx: Context, rawInput: unknown): Promise<DeploymentView> {
  return commandDeployment(ctx, rawInput, "resume", async (tx, deployment, reason) => {
    await commandMachine(ctx, tx, deployment, (current, now) =>
      isAllowed("resume", current) ? command("resume", current, reason, now) : null,
    );
    for (const rollout of await lockOpenRollouts(tx, deployment)) {
      if (rollout.status === "paused") await resumeLocked(ctx, tx, rollout, reason ?? undefined);
    }
    await tellNews(tx, [deployment.machine.id], ctx.clock.now());
  });
}
