import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { changeDevices } from "#lib/rollouts/change-devices.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { decideSilence, SILENT } from "#lib/rollouts/rules/device.ts";
import { lockSilentActions } from "#lib/rollouts/store-actions.ts";

/** One event for each device, so that a step stays short also where a whole site is cut off. */
const DEVICES_PER_STEP = 1_000;

/** Fails the devices that said nothing until their deadline. */
export async function failSilentDevices(ctx: Context, tx: Transaction, rollout: RolloutRecord): Promise<void> {
  const actions = await lockSilentActions(tx, rollout.id, ctx.clock.now(), DEVICES_PER_STEP);
  await changeDevices(
    ctx,
    tx,
    actions.map((action) => ({
      action,
      change: decideSilence(),
      reason: SILENT,
      isByServer: true,
    })),
  );
}
