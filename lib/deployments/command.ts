import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { deploymentActionInput } from "#lib/deployments/input.ts";
import { openMachines } from "#lib/deployments/machine.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import {
  allowedCommands,
  deploymentStatuses,
  statusOf,
  type DeploymentCommand,
} from "#lib/deployments/rules/deployment.ts";
import { showDeployment } from "#lib/deployments/show.ts";
import { insertLog, lockDeployment } from "#lib/deployments/store.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** What a command does to a deployment that the caller has locked. */
export type Deed = (tx: Transaction, deployment: DeploymentRecord, reason: string | null) => Promise<void>;

/**
 * The way of every action on a deployment: permission, input, lock, present state, change, note, answer. `lockFirst` takes
 * what must be locked before the deployment.
 */
export async function commandDeployment(
  ctx: Context,
  rawInput: unknown,
  command: DeploymentCommand,
  deed: Deed,
  lockFirst?: (tx: Transaction) => Promise<void>,
): Promise<DeploymentView> {
  requirePermission(ctx.actor, "deployments:write");
  const { deploymentId, reason } = parseInput(deploymentActionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockFirst?.(tx);
    const deployment = await lockDeployment(tx, deploymentId);
    refuseWrongState(deployment, command);
    await deed(tx, deployment, reason || null);
    const message = `${nameOf(ctx)} asked: ${phrases[command]}${reason ? ` (${reason})` : ""}.`;
    await insertLog(tx, deploymentId, { stage: null, level: "info", message, data: {} }, ctx.clock.now());
    return showDeployment(tx, deploymentId);
  });
}

const phrases: Record<DeploymentCommand, string> = {
  cancel: "cancel",
  pause: "pause",
  resume: "go on",
  rollBack: "take everything back",
  retry: "try again",
};

function nameOf({ actor }: Context): string {
  return "name" in actor ? actor.name : "Somebody";
}

function refuseWrongState({ machine }: DeploymentRecord, command: DeploymentCommand): void {
  if (allowedCommands(machine).includes(command)) return;
  const allowed = allowedStatuses[command];
  if (machine.startedAt === null && allowed.includes(statusOf(machine))) {
    throw new DomainError("WRONG_STATE", "It has never started, so there is nothing to go on with. Deploy it again.");
  }
  throw new DomainError(
    "WRONG_STATE",
    `A deployment that is ${statusOf(machine)} cannot do that. It is possible while it is ${allowed.join(", ")}.`,
    { allowedStates: deploymentStatuses.filter((status) => allowed.includes(status)) },
  );
}

const allowedStatuses: Record<DeploymentCommand, string[]> = {
  cancel: ["queued", "running", "paused"],
  pause: ["running"],
  resume: ["paused"],
  rollBack: ["running", "paused", "completed", "failed", "cancelled"],
  retry: ["failed"],
};

/** Lets a deployment's machine follow a command of the same name. */
export async function commandMachine(
  ctx: Context,
  tx: Transaction,
  { machine }: DeploymentRecord,
  apply: Parameters<ReturnType<typeof openMachines>["changeIn"]>[2],
): Promise<void> {
  await openMachines(ctx).changeIn(tx, machine.id, apply);
}
