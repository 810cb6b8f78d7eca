import { toActorView } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { lockWaiting } from "#lib/deployments/queue/find-entry.ts";
import { queueIdInput, requestOverrideInput } from "#lib/deployments/queue/input.ts";
import { requireQueueItem } from "#lib/deployments/queue/list.ts";
import { recordQueueEvent } from "#lib/deployments/queue/record-events.ts";
import { findOverride, saveOverride } from "#lib/deployments/queue/store-override.ts";
import type { QueueItemView } from "#lib/deployments/queue/view.ts";
import { findPersonBehind } from "#lib/environments/store-approvals.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Asks that a hot-fix may pass windows, freezes and a stopped line. It may once a second person has confirmed. */
export async function requestOverride(ctx: Context, rawInput: unknown): Promise<QueueItemView> {
  requirePermission(ctx.actor, "deployments:write");
  const { queueId, reason } = parseInput(requestOverrideInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const entry = await lockWaiting(tx, queueId);
    const before = await findOverride(tx, entry.deploymentId);
    if (before?.confirmedAt) {
      throw new DomainError("WRONG_STATE", "It may pass already: a second person has confirmed it.");
    }
    const override = { reason, requestedBy: toActorView(ctx.actor) };
    await saveOverride(tx, entry.deploymentId, override);
    await recordQueueEvent(ctx, tx, entry, "deployment_override_requested", override);
    return requireQueueItem(ctx, tx, entry.id);
  });
}

/** Confirms what another one asked for. FORBIDDEN for whoever asked, and for programs that stand for them. */
export async function confirmOverride(ctx: Context, rawInput: unknown): Promise<QueueItemView> {
  requirePermission(ctx.actor, "deployments:approve");
  const { queueId } = parseInput(queueIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const entry = await lockWaiting(tx, queueId);
    const before = await findOverride(tx, entry.deploymentId);
    if (before === null)
      throw new DomainError("WRONG_STATE", "Nobody asked that it may pass. Ask first, with a reason.");
    if (before.confirmedAt) return requireQueueItem(ctx, tx, entry.id);
    const confirmedBy = toActorView(ctx.actor);
    const person = await findPersonBehind(tx, confirmedBy);
    if (person === null || person === (await findPersonBehind(tx, before.requestedBy))) {
      throw new DomainError("FORBIDDEN", "A second person must confirm it, not the one who asked.");
    }
    const override = { ...before, confirmedBy, confirmedAt: ctx.clock.now().toISOString() };
    await saveOverride(tx, entry.deploymentId, override);
    await recordQueueEvent(ctx, tx, entry, "deployment_overridden", override);
    return requireQueueItem(ctx, tx, entry.id);
  });
}
