import { commandDeployment, commandMachine } from "#lib/deployments/command.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { command } from "#lib/stages/rules/commands.ts";

/** Goes on with the stage that failed, there or on the way back, with as many tries as at first. */
export function retryDeployment(ctx: Context, rawInput: unknown): Promise<DeploymentView> {
  return commandDeployment(ctx, rawInput, "retry", (tx, deployment, reason) =>
    commandMachine(ctx, tx, deployment, (current, now) => command("retry", current, reason, now)),
  );
}
