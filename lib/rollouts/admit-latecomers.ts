import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { recordDevices } from "#lib/rollouts/record-events.ts";
import { hasLatecomers, insertLatecomers, selectOpenToLatecomers } from "#lib/rollouts/store-latecomers.ts";
import { tryLockRollout } from "#lib/rollouts/store-read.ts";

/**
 * Takes devices that were registered after a rollout had been planned into its last batch, so that they get the release
 * under the same gates as everybody else. Answers the rollouts that somebody joined. Safe to run twice and at once.
 */
export async function admitLatecomers(ctx: Context): Promise<string[]> {
  const joined: string[] = [];
  for (const rollout of await selectOpenToLatecomers(ctx.db)) {
    // Whoever is to carry the rollout on passes over it while it is locked, so that happens only for a reason.
    if (!(await hasLatecomers(ctx.db, rollout, freshnessOf(ctx)))) continue;
    if (await admitTo(ctx, rollout.id)) joined.push(rollout.id);
  }
  return joined;
}

async function admitTo(ctx: Context, rolloutId: string): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const rollout = await tryLockRollout(tx, rolloutId);
    const last = rollout?.facts.batches.at(-1);
    if (rollout === null || last === undefined || !isOpen(rollout.status) || !isOpen(last.status)) return false;
    const devices = await insertLatecomers(tx, rollout, last.index, freshnessOf(ctx));
    recordDevices(ctx, tx, rollout, { type: "device_joined", devices, data: {} });
    for (const [reason, skipped] of Map.groupBy(devices, (device) => device.reason)) {
      if (reason === null) continue;
      recordDevices(ctx, tx, rollout, { type: "device_skipped", devices: skipped, data: { reason } });
    }
    return devices.length > 0;
  });
}

/** Of a rollout and of a batch alike: it is under way, or its turn comes. */
function isOpen(status: string): boolean {
  return status === "pending" || status === "running" || status === "paused";
}
