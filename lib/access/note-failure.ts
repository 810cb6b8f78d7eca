import type { UserRow } from "#lib/access/store-users.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

/**
 * Writes a sign-in that failed into the log, beside its answer: waiting for the write would tell by the time who has an
 * account. Strangers leave no event, since anybody could fill the log with invented addresses.
 */
export function noteFailureSoon(ctx: Context, user: UserRow, remoteAddress: string | null): void {
  const noting = inTransaction(ctx, async (tx) => {
    recordEvent(ctx, tx, {
      type: "sign_in_failed",
      subject: { kind: "user", id: user.id },
      data: { email: user.email, remoteAddress: remoteAddress ?? "unknown" },
    });
    return Promise.resolve();
  });
  noting.catch((error: unknown) => {
    ctx.log.warn({ err: error }, "A failed sign-in could not be noted.");
  });
}
