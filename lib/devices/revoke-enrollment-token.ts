import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { enrollmentTokenIdInput } from "#lib/devices/input.ts";
import { saveRevocation } from "#lib/devices/store-enrollment.ts";
import type { EnrollmentTokenView } from "#lib/devices/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Revokes an enrollment token. Devices that enrolled with it stay. A second time changes nothing. */
export async function revokeEnrollmentToken(ctx: Context, rawInput: unknown): Promise<EnrollmentTokenView> {
  requirePermission(ctx.actor, "devices:write");
  const { enrollmentTokenId } = parseInput(enrollmentTokenIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const revocation = await saveRevocation(tx, enrollmentTokenId, ctx.clock.now());
    if (!revocation) throw notFound("enrollment token");
    const { token, changed } = revocation;
    if (changed) {
      recordEvent(ctx, tx, {
        type: "enrollment_token_revoked",
        subject: { kind: "fleet", id: token.fleetId },
        data: { enrollmentTokenId, name: token.name, useCount: token.useCount },
      });
    }
    return token;
  });
}
