import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { deviceOfRolloutInput, rolloutIdInput } from "#lib/rollouts/input.ts";
import { showRollout } from "#lib/rollouts/show.ts";
import { requireDevice } from "#lib/rollouts/store-list.ts";
import type { RolloutDeviceView, RolloutView } from "#lib/rollouts/view.ts";

/** Shows one rollout. */
export async function getRollout(ctx: Context, rawInput: unknown): Promise<RolloutView> {
  requirePermission(ctx.actor, "rollouts:read");
  const { rolloutId } = parseInput(rolloutIdInput, rawInput);
  return showRollout(ctx, ctx.db, rolloutId);
}

/** Shows one device's part in a rollout. */
export async function getRolloutDevice(ctx: Context, rawInput: unknown): Promise<RolloutDeviceView> {
  requirePermission(ctx.actor, "rollouts:read");
  const { rolloutId, deviceId } = parseInput(deviceOfRolloutInput, rawInput);
  return requireDevice(ctx.db, rolloutId, deviceId);
}
