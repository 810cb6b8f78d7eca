import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { probe } from "#lib/orchestrator/probe.ts";
import { claimProbes, findNextProbeAt, saveNextProbe, type ClaimedProbe } from "#lib/orchestrator/store-probes.ts";
import { changeDevices } from "#lib/rollouts/change-devices.ts";
import { deadlineAfter } from "#lib/rollouts/rules/deadline.ts";
import { decideProbed, decideUnhealthy } from "#lib/rollouts/rules/device.ts";
import { judgeProbe, serverCheckOf, type ProbeOutcome, type ProbeVerdict } from "#lib/rollouts/rules/health-check.ts";
import { lockAction, selectActionsById, type ActionRecord } from "#lib/rollouts/store-actions.ts";

/** How many devices are probed side by side. */
const PROBES_AT_ONCE = 50;
const ROUNDS_MAX = 20;
/** Longer than the longest probe may take, so that none is made twice while it runs. */
const LEASE_SECONDS = 90;

/**
 * Probes the devices that are due, where it is the server that checks health. The network is asked outside of any
 * transaction. Returns when the next probe is due.
 */
export async function probeDevices(ctx: Context): Promise<Date | null> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const claimed = await claim(ctx);
    const actions = await selectActionsById(
      ctx.db,
      claimed.map((item) => item.actionId),
    );
    await Promise.all(actions.map((action) => probeDevice(ctx, action, claimed)));
    if (claimed.length < PROBES_AT_ONCE) break;
  }
  return findNextProbeAt(ctx.db);
}

function claim(ctx: Context): Promise<ClaimedProbe[]> {
  const now = ctx.clock.now();
  const leaseUntil = new Date(now.getTime() + LEASE_SECONDS * 1000);
  return inTransaction(ctx, (tx) => claimProbes(tx, { now, leaseUntil, limit: PROBES_AT_ONCE }));
}

async function probeDevice(ctx: Context, action: ActionRecord, claimed: readonly ClaimedProbe[]): Promise<void> {
  const check = serverCheckOf(action.rollout.settings);
  const attempts = claimed.find((item) => item.actionId === action.id)?.attempts;
  if (check === null || attempts === undefined) return;
  const outcome = await probe(ctx, check, {
    device_ip: action.deviceAddress,
    device_id: action.deviceId,
    device_name: action.deviceName,
    image: action.release.image,
    tag: action.rollout.tag,
    version: action.release.version,
  });
  await settle(ctx, action, attempts, outcome);
}

/** Writes what a probe means, unless the device's own report or another probe was faster. */
async function settle(ctx: Context, action: ActionRecord, attempts: number, outcome: ProbeOutcome): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const current = await lockAction(tx, action.deviceId, action.id);
    if (current?.closedAt !== null || current.probeAttempts !== attempts) return;
    const check = serverCheckOf(current.rollout.settings);
    if (check === null) return;
    const verdict: ProbeVerdict = judgeProbe(check, outcome, attempts + 1, ctx.clock.now());
    if (verdict.kind === "tryAgain") {
      const deadlineAt = deadlineAfter(verdict.probeAt, current.rollout.settings);
      await saveNextProbe(tx, action.id, { probeAt: verdict.probeAt, probeAttempts: attempts + 1, deadlineAt });
      return;
    }
    const isHealthy = verdict.kind === "healthy";
    const change = isHealthy ? decideProbed() : decideUnhealthy();
    const reason = isHealthy ? null : verdict.reason;
    await changeDevices(ctx, tx, [
      { action: current, change, reason, progress: null, message: reason, isByServer: true },
    ]);
  });
}
