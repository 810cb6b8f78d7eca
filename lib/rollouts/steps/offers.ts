import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { recordDevices, recordRollbacksOffered, recordScheduled } from "#lib/rollouts/record-events.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import type { BatchScope } from "#lib/rollouts/rules/next-step.ts";
import type { RolloutStatus } from "#lib/rollouts/rules/rollout.ts";
import {
  awaitOpenRollbacks,
  closeStaleActions,
  offerScopedRollbacks,
  offerUpdates,
  skipWaiting,
  withdrawOffers,
} from "#lib/rollouts/store-offers.ts";

/** Offers the release to devices of the started batches. What older rollouts left open for them gives way. */
export async function offerToDevices(ctx: Context, tx: Transaction, rollout: RolloutRecord): Promise<void> {
  const now = ctx.clock.now();
  const stale = await closeStaleActions(tx, rollout, now);
  const reason = `superseded by #${rollout.number}`;
  for (const [rolloutId, devices] of Map.groupBy(stale, (device) => device.rolloutId)) {
    const older = { id: rolloutId, productId: rollout.productId };
    recordDevices(ctx, tx, older, { type: "device_withdrawn", devices, data: { to: "skipped", reason } });
  }
  recordScheduled(ctx, tx, rollout, await offerUpdates(tx, rollout, now));
}

/** Takes back offers that nobody accepted. */
export async function withdrawFromDevices(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  { to, scope }: { to: "pending" | "skipped"; scope: BatchScope },
): Promise<void> {
  const reason = reasonOf(rollout, scope);
  const devices = await withdrawOffers(tx, rollout.id, { to, scope, reason }, ctx.clock.now());
  recordDevices(ctx, tx, rollout, { type: "device_withdrawn", devices, data: { to, reason } });
}

/** Leaves out devices that will never be offered the release. */
export async function skipDevices(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  { scope }: { scope: BatchScope },
): Promise<void> {
  const reason = reasonOf(rollout, scope);
  const devices = await skipWaiting(tx, rollout.id, { scope, reason }, ctx.clock.now());
  recordDevices(ctx, tx, rollout, { type: "device_skipped", devices, data: { reason } });
}

/** Offers their way back to devices of a rollout, or of the batches, that are taken back. */
export async function offerWayBack(ctx: Context, tx: Transaction, rollout: RolloutRecord): Promise<void> {
  const offered = await offerScopedRollbacks(tx, rollout, ctx.clock.now());
  recordRollbacksOffered(ctx, tx, rollout, offered, rollout.statusReason);
}

/** Lets the rollout wait for offers of a way back that were made earlier no longer than for those made now. */
export async function awaitRollbacks(ctx: Context, tx: Transaction, rollout: RolloutRecord): Promise<void> {
  await awaitOpenRollbacks(tx, rollout, ctx.clock.now());
}

const words: Partial<Record<RolloutStatus, string>> = { rollingBack: "rolled back" };

function reasonOf({ status }: RolloutRecord, scope: BatchScope): string {
  return scope === "takenBack" ? "its batch was rolled back" : `the rollout was ${words[status] ?? status}`;
}
