import { holdCalendar } from "#lib/calendar/store-lock.ts";
import type { Transaction } from "#lib/database/client.ts";
import { commandDeployment, commandMachine } from "#lib/deployments/command.ts";
import { findWaitForLine } from "#lib/deployments/queue/read-line.ts";
import { sayWait } from "#lib/deployments/queue/rules/admission.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { command } from "#lib/stages/rules/commands.ts";

/** Goes on with the stage that failed, there or on the way back, with as many tries as at first. */
export function retryDeployment(ctx: Context, rawInput: unknown): Promise<DeploymentView> {
  const retry = async (tx: Transaction, deployment: DeploymentRecord, reason: string | null) => {
    await refuseClosed(ctx, tx, deployment);
    await commandMachine(ctx, tx, deployment, (current, now) => command("retry", current, reason, now));
  };
  return commandDeployment(ctx, rawInput, "retry", retry, holdCalendar);
}

/**
 * What has failed does not run any more, so going on is a start like any other: a stopped line, a freeze and windows hold,
 * unless a second person has confirmed that it may pass. The way back is open at any time.
 */
async function refuseClosed(ctx: Context, tx: Transaction, deployment: DeploymentRecord): Promise<void> {
  const { machine, queue, product, environment, override } = deployment;
  const isOnWayBack = machine.stages.some(({ status }) => status === "rollbackFailed");
  if (isOnWayBack || queue === null || override?.confirmedAt !== undefined) return;
  const place = { productId: product.id, environmentId: environment?.id ?? null };
  const reason = await findWaitForLine(tx, place, ctx.clock.now());
  if (reason !== null) throw new DomainError("CONFLICT", `It cannot go on now. ${sayWait(reason)}`);
}
