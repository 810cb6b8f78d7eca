import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireDevice } from "#lib/devices/find.ts";
import { deviceIdInput } from "#lib/devices/input.ts";
import { saveTokenHash } from "#lib/devices/store.ts";
import type { NewDeviceView } from "#lib/devices/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret, sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Gives a device a new token. The old one opens nothing from this moment on. */
export async function rotateDeviceToken(ctx: Context, rawInput: unknown): Promise<NewDeviceView> {
  requirePermission(ctx.actor, "devices:write");
  const { deviceId } = parseInput(deviceIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const { id, uuid, name } = await requireDevice(ctx, tx, deviceId);
    const token = newSecret("slpd");
    if (!(await saveTokenHash(tx, deviceId, sha256(token)))) {
      throw new DomainError("WRONG_STATE", `The device ${name} is retired.`, { allowedStates: ["active"] });
    }
    recordEvent(ctx, tx, { type: "device_token_rotated", subject: { kind: "device", id }, data: { name } });
    return { id, uuid, name, token };
  });
}
