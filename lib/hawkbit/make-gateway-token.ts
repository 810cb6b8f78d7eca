import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireFleet } from "#lib/devices/get-fleet.ts";
import { fleetIdInput } from "#lib/devices/input.ts";
import { applyChanges } from "#lib/hawkbit/settings/change.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/**
 * Makes the token with which devices of a fleet's hawkBit tenant register themselves, and lets it in. The tenant has
 * one: the token before opens nothing from this moment on.
 */
export async function makeGatewayToken(
  ctx: Context,
  rawInput: unknown,
): Promise<{ tenant: string; gatewayToken: string }> {
  requirePermission(ctx.actor, "tokens:write");
  const { fleetId } = parseInput(fleetIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const { name, tenant } = await requireFleet(ctx, tx, fleetId);
    if (tenant === null) {
      throw new DomainError("IMPOSSIBLE", `The fleet ${name} has no hawkBit tenant. Give it one first.`);
    }
    const gatewayToken = newSecret("slpg");
    await applyChanges(ctx, tx, tenant, [
      { key: "authentication.gatewaytoken.key", value: gatewayToken },
      { key: "authentication.gatewaytoken.enabled", value: true },
    ]);
    return { tenant, gatewayToken };
  });
}
