import { randomBytes } from "node:crypto";
import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireDevice } from "#lib/devices/find.ts";
import { deviceIdInput } from "#lib/devices/input.ts";
import { recordEvent } from "#lib/events/record.ts";
import { sealTargetToken } from "#lib/hawkbit/register-target.ts";
import { saveTargetToken } from "#lib/hawkbit/store-targets.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

const TARGET_TOKEN_BYTES = 16;

/** Gives a hawkBit device a new target token. The old one opens nothing from this moment on. */
export async function rotateTargetToken(ctx: Context, rawInput: unknown): Promise<{ targetToken: string }> {
  requirePermission(ctx.actor, "devices:write");
  const { deviceId } = parseInput(deviceIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const { id, name, controllerId, retiredAt } = await requireDevice(ctx, tx, deviceId);
    if (controllerId === null) {
      throw new DomainError(
        "IMPOSSIBLE",
        `The device ${name} does not speak hawkBit's protocol, and has no target token.`,
      );
    }
    if (retiredAt !== null) {
      throw new DomainError("WRONG_STATE", `The device ${name} is retired.`, { allowedStates: ["active"] });
    }
    const targetToken = randomBytes(TARGET_TOKEN_BYTES).toString("hex");
    await saveTargetToken(tx, id, sealTargetToken(ctx, id, targetToken));
    recordEvent(ctx, tx, { type: "device_token_rotated", subject: { kind: "device", id }, data: { name } });
    return { targetToken };
  });
}
