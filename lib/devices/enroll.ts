import type { Actor } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { enrollDeviceInput } from "#lib/devices/input.ts";
import { registerDevices } from "#lib/devices/register.ts";
import { findEnrollmentTokenByHash, takeUse } from "#lib/devices/store-enrollment.ts";
import type { NewDeviceView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Registers the device that calls, into the fleet of the enrollment token that it brings. */
export async function enrollDevice(ctx: Context, rawInput: unknown): Promise<NewDeviceView> {
  const { token, ...draft } = parseInput(enrollDeviceInput, rawInput);
  const tokenHash = Buffer.from(sha256(token));

  return inTransaction(ctx, async (tx) => {
    const use = await takeUse(tx, tokenHash, ctx.clock.now());
    if (!use) throw await whyRefused(tx, tokenHash);
    const actor: Actor = { kind: "token", id: use.id, name: use.name, scopes: new Set() };
    const [device] = await registerDevices({ ...ctx, actor }, tx, [{ ...draft, fleetId: use.fleetId }]);
    if (!device) throw new Error("A device that was registered is not in the answer.");
    return device;
  });
}

/** Who holds a token that once was good may know why it is not; everybody else learns nothing. */
async function whyRefused(tx: Transaction, tokenHash: Buffer<ArrayBuffer>): Promise<DomainError> {
  const known = await findEnrollmentTokenByHash(tx, tokenHash);
  if (!known) return new DomainError("UNAUTHENTICATED", "The enrollment token is not known.");
  if (known.revokedAt !== null) return new DomainError("FORBIDDEN", "The enrollment token was revoked.");
  if (known.useLimit !== null && known.useCount >= known.useLimit) {
    return new DomainError("FORBIDDEN", "The enrollment token was used as often as it may be.");
  }
  return new DomainError("FORBIDDEN", "The enrollment token has expired.");
}
