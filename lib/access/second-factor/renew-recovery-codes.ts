import { codeInput } from "#lib/access/input.ts";
import { requirePerson } from "#lib/access/require-permission.ts";
import { hashRecoveryCode, makeRecoveryCodes } from "#lib/access/second-factor/codes.ts";
import { requireCode } from "#lib/access/second-factor/require-code.ts";
import { saveRecoveryHashes } from "#lib/access/second-factor/store.ts";
import type { RecoveryCodesView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes new recovery codes and ends the old ones. The answer holds them, this once. */
export async function renewRecoveryCodes(ctx: Context, rawInput: unknown): Promise<RecoveryCodesView> {
  const { id, email } = requirePerson(ctx.actor);
  const { code } = parseInput(codeInput, rawInput);
  await requireCode(ctx, { id, email }, code);
  const recoveryCodes = makeRecoveryCodes();
  return inTransaction(ctx, async (tx) => {
    if (!(await saveRecoveryHashes(tx, id, recoveryCodes.map(hashRecoveryCode)))) {
      throw new DomainError("CONFLICT", "Your second factor was removed just now.");
    }
    recordEvent(ctx, tx, {
      type: "user_updated",
      subject: { kind: "user", id },
      data: { email, recoveryCodes: "renewed" },
    });
    return { recoveryCodes };
  });
}
