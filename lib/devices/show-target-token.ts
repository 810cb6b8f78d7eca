import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireDevice } from "#lib/devices/find.ts";
import { deviceIdInput } from "#lib/devices/input.ts";
import { findSealedToken } from "#lib/devices/store.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { decryptSecret } from "#lib/kernel/crypto.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Shows the token with which a hawkBit client proves itself, and leaves an event that says who saw it. */
export async function showTargetToken(ctx: Context, rawInput: unknown): Promise<{ targetToken: string }> {
  requirePermission(ctx.actor, "devices:write");
  const { deviceId } = parseInput(deviceIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const { id, name } = await requireDevice(ctx, tx, deviceId);
    const sealed = await findSealedToken(tx, id);
    if (sealed === null) throw notFound("target token of this device");
    recordEvent(ctx, tx, { type: "device_token_shown", subject: { kind: "device", id }, data: { name } });
    return { targetToken: decryptSecret(ctx.config, sealed, `device:${id}`) };
  });
}
