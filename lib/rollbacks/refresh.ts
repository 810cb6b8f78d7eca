import { inTransaction } from "#lib/database/transaction.ts";
import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { gatherChecks, type Gathered } from "#lib/rollbacks/gather-checks.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";
import { worstOf } from "#lib/rollbacks/rules/checks.ts";
import { differencesOf, renewContent, type PlanContent } from "#lib/rollbacks/rules/content.ts";
import { lockPlan, requirePlan, saveChecks, saveContent } from "#lib/rollbacks/store.ts";

const TRIES_MAX = 5;

/**
 * Looks again at what speaks for and against a plan, and keeps what is found. Where the approvals do not cover it any
 * more, the plan becomes another one that needs new approvals; the answer says why. Asks for no permission.
 *
 * The looking takes its time over many devices and holds no lock; who changed the plan meanwhile has it looked at again.
 */
export async function refreshPlan(ctx: Context, planId: string): Promise<string[]> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const seen = await requirePlan(ctx.db, planId);
    const gathered = await gatherChecks(ctx, ctx.db, planId, seen.content);
    const differences = await inTransaction(ctx, async (tx) => {
      const plan = await lockPlan(tx, planId);
      return plan.revision === seen.revision ? keepFresh(ctx, tx, plan, gathered) : null;
    });
    if (differences !== null) return differences;
  }
  throw new DomainError("CONFLICT", "Somebody else is changing this plan all the time. Load it again.");
}

async function keepFresh(ctx: Context, tx: Transaction, plan: PlanRecord, gathered: Gathered): Promise<string[]> {
  const { checks, devices, downtime } = gathered;
  const differences = differencesOf(plan.content, gathered);
  await saveChecks(tx, plan.id, { checks, devices, downtime }, ctx.clock.now());
  if (differences.length > 0) await changeContent(ctx, tx, plan, renewContent(plan.content, gathered), differences);
  else if (worstOf(checks) !== plan.verdict) {
    recordRollbackEvent(ctx, tx, plan, "rollback_plan_checked", { verdict: worstOf(checks) });
  }
  return differences;
}

/** Makes a plan that the caller has locked another one: what was approved was not this. */
export async function changeContent(
  ctx: Context,
  tx: Transaction,
  plan: PlanRecord,
  content: PlanContent,
  differences: readonly string[],
): Promise<void> {
  const force = content.force === null ? null : plan.force;
  const revision = plan.revision + 1;
  const statusReason = differences.length === 0 ? null : differences.join(" ");
  await saveContent(tx, plan.id, {
    content: { ...content, revision },
    status: "awaitingApproval",
    statusReason,
    force,
  });
  recordRollbackEvent(ctx, tx, { ...plan, content }, "rollback_plan_changed", {
    revision,
    missingApprovals: plan.approvalNeed.count,
    ...(differences.length > 0 && { differences }),
  });
}

/** Throws CONFLICT with what has changed; the plan is there as it is now. */
export function refuseChanged(differences: readonly string[]): void {
  if (differences.length === 0) return;
  throw new DomainError(
    "CONFLICT",
    `This plan has changed since it was looked at: ${differences.join(" ")} Load it again, and decide anew.`,
  );
}

/** Throws CONFLICT for who looked at another plan than this one is now. */
export function refuseOtherDigest(plan: PlanRecord, contentDigest: string): void {
  if (plan.contentDigest === contentDigest) return;
  throw new DomainError("CONFLICT", "This plan has changed since it was looked at. Load it again, and decide anew.");
}
