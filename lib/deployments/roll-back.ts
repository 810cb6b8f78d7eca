import type { Transaction } from "#lib/database/client.ts";
import { commandDeployment, commandMachine } from "#lib/deployments/command.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { command } from "#lib/stages/rules/commands.ts";

/** Takes back everything that a deployment did, stage by stage, in the other direction. */
export function rollBackDeployment(ctx: Context, rawInput: unknown): Promise<DeploymentView> {
  return commandDeployment(ctx, rawInput, "rollBack", (tx, deployment, reason) =>
    rollBackLockedDeployment(ctx, tx, deployment, reason),
  );
}

/** Begins to take back a deployment that the caller has locked. Throws WRONG_STATE where there is nothing to take back. */
export function rollBackLockedDeployment(
  ctx: Context,
  tx: Transaction,
  deployment: DeploymentRecord,
  reason: string | null,
): Promise<void> {
  return commandMachine(ctx, tx, deployment, (current, now) => command("rollBack", current, reason, now));
}
