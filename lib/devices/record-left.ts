import type { Transaction } from "#lib/database/client.ts";
import type { LeftRollout } from "#lib/devices/store-retire.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Tells every rollout that a device left for good, and why it does not wait for it any more. */
export function recordLeft(
  ctx: Context,
  tx: Transaction,
  { deviceId, left, reason }: { deviceId: string; left: readonly LeftRollout[]; reason: string },
): void {
  for (const { rolloutId, productId, batchIndex } of left) {
    recordEvent(ctx, tx, {
      type: "device_skipped",
      subject: { kind: "rollout", id: rolloutId },
      rolloutId,
      productId,
      data: { batchIndex, count: 1, deviceIds: [deviceId], reason },
    });
  }
}
