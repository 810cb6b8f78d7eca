import { deleteIdentity, selectIdentities } from "#lib/access/identities/store.ts";
import { identityIdInput } from "#lib/access/input.ts";
import { requirePerson } from "#lib/access/require-permission.ts";
import { findUserRow, lockUser, NO_PASSWORD } from "#lib/access/store-users.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Forgets an account elsewhere with which the caller signs in. CONFLICT where they could not come in any more. */
export async function unlinkMyIdentity(ctx: Context, rawInput: unknown): Promise<void> {
  const { id: userId, email } = requirePerson(ctx.actor);
  const { identityId } = parseInput(identityIdInput, rawInput);
  await inTransaction(ctx, async (tx) => {
    // Two at once would each see the other's way in, and leave none.
    await lockUser(tx, userId);
    const identity = await deleteIdentity(tx, userId, identityId);
    if (!identity) throw notFound("identity");
    const user = await findUserRow(tx, userId);
    if (user?.passwordHash === NO_PASSWORD && (await selectIdentities(tx, userId)).length === 0) {
      throw new DomainError("CONFLICT", "It is your only way in: you have no password. Ask for a link to set one.");
    }
    recordEvent(ctx, tx, {
      type: "identity_unlinked",
      subject: { kind: "user", id: userId },
      data: { email, provider: identity.provider },
    });
  });
}
