import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";
import { isAllowed } from "#lib/rollbacks/rules/plan.ts";
import { findNextExpiry, lockPlan, savePlanStatus, selectExpired } from "#lib/rollbacks/store.ts";

const AT_ONCE_MAX = 50;

/** Ends plans that waited too long for people. Returns when the next one expires; null where none waits. */
export async function expirePlans(ctx: Context): Promise<Date | null> {
  for (const planId of await selectExpired(ctx.db, ctx.clock.now(), AT_ONCE_MAX)) {
    await inTransaction(ctx, async (tx) => {
      const plan = await lockPlan(tx, planId);
      if (!isAllowed("update", plan.status) || !isExpired(plan, ctx.clock.now())) return;
      await savePlanStatus(tx, planId, { status: "expired", statusReason: "Nobody carried it out in time." });
      recordRollbackEvent(ctx, tx, plan, "rollback_plan_expired");
    });
  }
  return findNextExpiry(ctx.db);
}

function isExpired({ expiresAt }: Pick<PlanRecord, "expiresAt">, now: Date): boolean {
  return expiresAt <= now;
}

/** Throws WRONG_STATE for a plan whose time is over, also before it is noted. */
export function refuseExpired(plan: PlanRecord, now: Date): void {
  if (!isExpired(plan, now)) return;
  throw new DomainError("WRONG_STATE", `Rollback plan #${plan.number} has expired. Make another one.`);
}
