import { randomBytes } from "node:crypto";
import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireFleet } from "#lib/devices/get-fleet.ts";
import { fleetIdInput } from "#lib/devices/input.ts";
import { registerTarget } from "#lib/hawkbit/register-target.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

const DEFAULT_TENANT = "DEFAULT";
const TARGET_TOKEN_BYTES = 16;

export const addTargetInput = fleetIdInput.extend({
  controllerId: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,256}$/, "A controller id has 1 to 256 visible ASCII characters, without spaces.")
    .describe("How the device will name itself, for example its serial number."),
  name: z.string().trim().min(1).max(200).optional().describe("Left out, it is called by its controller id."),
});

export interface NewTargetView {
  id: string;
  name: string;
  controllerId: string;
  tenant: string;
  /** What the device proves itself with. */
  targetToken: string;
}

/** Registers a device that speaks hawkBit's protocol into a fleet. CONFLICT where its tenant has one of that id. */
export async function addTarget(ctx: Context, rawInput: unknown): Promise<NewTargetView> {
  requirePermission(ctx.actor, "devices:write");
  const { fleetId, controllerId, name = controllerId } = parseInput(addTargetInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const fleet = await requireFleet(ctx, tx, fleetId);
    const tenant = fleet.tenant ?? DEFAULT_TENANT;
    const targetToken = randomBytes(TARGET_TOKEN_BYTES).toString("hex");
    const id = await registerTarget(ctx, tx, { tenant, controllerId, fleetId: fleet.id, name, targetToken });
    if (id === null) {
      throw new DomainError(
        "CONFLICT",
        `The tenant ${tenant} already has a device with the controller id ${controllerId}.`,
      );
    }
    return { id, name, controllerId, tenant, targetToken };
  });
}
