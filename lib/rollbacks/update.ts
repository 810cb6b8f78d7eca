import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { findPersonBehind } from "#lib/environments/store-approvals.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { batchesOf, readRelease, refuseBadTime } from "#lib/rollbacks/create.ts";
import { refuseExpired } from "#lib/rollbacks/expire.ts";
import { findPlace, requireTarget } from "#lib/rollbacks/find-target.ts";
import { gatherChecks } from "#lib/rollbacks/gather-checks.ts";
import { updatePlanInput } from "#lib/rollbacks/input.ts";
import { changeContent } from "#lib/rollbacks/refresh.ts";
import { renewContent, withAuthor, type PlanContent } from "#lib/rollbacks/rules/content.ts";
import { refuseWrongState } from "#lib/rollbacks/rules/plan.ts";
import { showPlan } from "#lib/rollbacks/show.ts";
import { lockPlan, requirePlan, saveChecks } from "#lib/rollbacks/store.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

/** Changes a plan that was not carried out. What was approved was the other one: it needs new approvals. */
export async function updateRollbackPlan(ctx: Context, rawInput: unknown): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { planId, revision, toVersion, scheduledAt, ...change } = parseInput(updatePlanInput, rawInput);
  const seen = await requirePlan(ctx.db, planId);
  refuseWrongState("update", seen);
  refuseOtherRevision(seen.revision, revision);

  const strategy = change.strategy ?? seen.content.strategy;
  const isOtherStrategy = strategy !== seen.content.strategy;
  const keptTime =
    seen.content.scheduledAt === null || strategy !== "scheduled" ? null : new Date(seen.content.scheduledAt);
  const time = scheduledAt === undefined ? keptTime : scheduledAt;
  const batches = change.batches ?? (isOtherStrategy ? batchesOf(strategy) : seen.content.batches);
  refuseBadTime(ctx, { strategy, scheduledAt: time, batches });
  const wished: PlanContent = {
    ...seen.content,
    ...(toVersion !== undefined && (await findTo(ctx, seen.content, toVersion))),
    strategy,
    batches,
    gates: change.gates ?? seen.content.gates,
    reason: change.reason ?? seen.content.reason,
    timeZone: change.timeZone ?? seen.content.timeZone,
    scheduledAt: time?.toISOString() ?? null,
  };
  const gathered = await gatherChecks(ctx, ctx.db, planId, wished);

  return inTransaction(ctx, async (tx) => {
    const plan = await lockPlan(tx, planId);
    refuseWrongState("update", plan);
    refuseOtherRevision(plan.revision, revision);
    refuseExpired(plan, ctx.clock.now());
    const { checks, devices, downtime } = gathered;
    await saveChecks(tx, planId, { checks, devices, downtime }, ctx.clock.now());
    const authorIds = withAuthor(plan.content, await findPersonBehind(tx, toActorView(ctx.actor)));
    await changeContent(ctx, tx, plan, { ...renewContent(wished, gathered), authorIds }, []);
    return showPlan(ctx, tx, planId);
  });
}

async function findTo(ctx: Context, content: PlanContent, toVersion: string): Promise<Partial<PlanContent>> {
  const place = await findPlace(ctx.db, {
    productId: content.product.id,
    environmentId: content.environment?.id,
    fromVersion: content.from.versionId,
    toVersion,
  });
  const candidate = requireTarget(place);
  // A force past what blocked the way to another version says nothing about this one.
  return { to: await readRelease(ctx.db, place, candidate), targetFoundBy: "named", force: null };
}

function refuseOtherRevision(current: number, seen: number): void {
  if (current === seen) return;
  throw new DomainError("CONFLICT", "Somebody else has changed this plan. Load it again.");
}
