import { codeInput } from "#lib/access/input.ts";
import { requirePerson } from "#lib/access/require-permission.ts";
import { hashRecoveryCode, makeRecoveryCodes } from "#lib/access/second-factor/codes.ts";
import { takeCode } from "#lib/access/second-factor/pass.ts";
import { findSecondFactor, saveConfirmation } from "#lib/access/second-factor/store.ts";
import type { RecoveryCodesView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

/** Turns the second factor on with a first code of the app. The answer holds the recovery codes, this once. */
export async function confirmSecondFactor(ctx: Context, rawInput: unknown): Promise<RecoveryCodesView> {
  const { id, email } = requirePerson(ctx.actor);
  const { code } = parseInput(codeInput, rawInput);
  const factor = await findSecondFactor(ctx.db, id);
  if (!factor || factor.confirmedAt) {
    throw new DomainError("CONFLICT", "There is no second factor that waits for its first code. Begin anew.");
  }
  if (!(await takeCode(ctx, { id, email }, factor, code))) {
    throw invalidInput({ path: "code", message: "This is not the code that the app shows now. Check its clock." });
  }
  const recoveryCodes = makeRecoveryCodes();
  return inTransaction(ctx, async (tx) => {
    const recoveryHashes = recoveryCodes.map(hashRecoveryCode);
    if (!(await saveConfirmation(tx, factor, { confirmedAt: ctx.clock.now(), recoveryHashes }))) {
      throw new DomainError("CONFLICT", "The second factor was turned on, or removed, just now. Reload.");
    }
    recordEvent(ctx, tx, { type: "second_factor_enabled", subject: { kind: "user", id }, data: { email } });
    return { recoveryCodes };
  });
}
