import type { Transaction } from "#lib/database/client.ts";
import { openMachines } from "#lib/deployments/machine.ts";
import { requireDeployment } from "#lib/deployments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { move } from "#lib/stages/rules/changes.ts";

/** Cancels a deployment that waits. False when it waits no more: somebody else was faster. */
export async function cancelQueued(ctx: Context, tx: Transaction, id: string, reason: string | null): Promise<boolean> {
  return endQueued(ctx, tx, id, "cancelled", reason);
}

/** Gives a deployment up that could not be started. */
export async function failQueued(ctx: Context, tx: Transaction, id: string, reason: string): Promise<boolean> {
  return endQueued(ctx, tx, id, "failed", reason);
}

/** Nothing has run yet, so nothing has to be ended or taken back: the machine is over at once. */
async function endQueued(
  ctx: Context,
  tx: Transaction,
  id: string,
  status: "cancelled" | "failed",
  reason: string | null,
): Promise<boolean> {
  const { machine } = await requireDeployment(tx, id);
  const made = await openMachines(ctx).changeIn(tx, machine.id, (current, now) =>
    current.status === "pending" ? move(current, status, reason, now) : null,
  );
  return made !== null;
}
