import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { enrollDeviceInput } from "#lib/devices/input.ts";
import { registerDevices } from "#lib/devices/register.ts";
import { findEnrollmentTokenByHash, findEnrollmentTokenRow, takeUse } from "#lib/devices/store-enrollment.ts";
import type { NewDeviceView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Registers the device that calls, into the fleet of the enrollment token that it brings. */
export async function enrollDevice(ctx: Context, rawInput: unknown): Promise<NewDeviceView> {
  const { token, ...draft } = parseInput(enrollDeviceInput, rawInput);
  if (!token)
    throw new DomainError("UNAUTHENTICATED", "Send the fleet's enrollment token as Authorization: Bearer slpe_…");
  const known = await findEnrollmentTokenByHash(ctx.db, sha256(token));
  if (!known) throw new DomainError("UNAUTHENTICATED", "The enrollment token is not known.");
  // The token is the one who acts, so that an Idempotency-Key of one holder never meets that of another.
  const holder: Context = { ...ctx, actor: { kind: "token", id: known.id, name: known.name, scopes: new Set() } };

  return inTransaction(holder, async (tx) => {
    if (!(await takeUse(tx, known.id, ctx.clock.now()))) throw await whyRefused(tx, known.id);
    const [device] = await registerDevices(holder, tx, [{ ...draft, fleetId: known.fleetId }]);
    if (!device) throw new Error("A device that was registered is not in the answer.");
    return device;
  });
}

/** Who holds a token that once was good may know why it is not. */
async function whyRefused(tx: Transaction, id: string): Promise<DomainError> {
  const token = await findEnrollmentTokenRow(tx, id);
  if (token?.revokedAt) return new DomainError("FORBIDDEN", "The enrollment token was revoked.");
  if (token && token.useLimit !== null && token.useCount >= token.useLimit) {
    return new DomainError("FORBIDDEN", "The enrollment token was used as often as it may be.");
  }
  return new DomainError("FORBIDDEN", "The enrollment token has expired.");
}
