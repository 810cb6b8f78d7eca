import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireFleet } from "#lib/devices/get-fleet.ts";
import { createEnrollmentTokenInput } from "#lib/devices/input.ts";
import { insertEnrollmentToken } from "#lib/devices/store-enrollment.ts";
import type { NewEnrollmentTokenView } from "#lib/devices/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret, sha256 } from "#lib/kernel/crypto.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

const PREFIX_LENGTH = 10;

/** Makes a token with which devices register themselves into a fleet. It is in the answer and nowhere else. */
export async function createEnrollmentToken(ctx: Context, rawInput: unknown): Promise<NewEnrollmentTokenView> {
  requirePermission(ctx.actor, "devices:write");
  const { fleetId, name, useLimit, ...input } = parseInput(createEnrollmentTokenInput, rawInput);
  const now = ctx.clock.now();
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt && expiresAt <= now) {
    throw invalidInput({ path: "expiresAt", message: "The token would have expired already. Use a time to come." });
  }

  return inTransaction(ctx, async (tx) => {
    const fleet = await requireFleet(ctx, tx, fleetId);
    const token = newSecret("slpe");
    const view = await insertEnrollmentToken(tx, {
      fleetId: fleet.id,
      name,
      tokenHash: sha256(token),
      prefix: token.slice(0, PREFIX_LENGTH),
      useLimit: useLimit ?? null,
      expiresAt,
      createdAt: now,
    });
    recordEvent(ctx, tx, {
      type: "enrollment_token_created",
      subject: { kind: "fleet", id: fleet.id },
      data: { enrollmentTokenId: view.id, name, useLimit: view.useLimit, expiresAt: view.expiresAt },
    });
    return { ...view, token };
  });
}
