import { generateSecret } from "otplib";
import QRCode from "qrcode";
import { beginSecondFactorInput } from "#lib/access/input.ts";
import { requirePerson } from "#lib/access/require-permission.ts";
import { requireOwnPassword } from "#lib/access/require-own-password.ts";
import { addressOf } from "#lib/access/second-factor/codes.ts";
import { sealSecret } from "#lib/access/second-factor/secret.ts";
import { replaceUnconfirmed } from "#lib/access/second-factor/store.ts";
import type { NewSecondFactorView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/**
 * Makes the secret of a second factor. It asks for nothing until a code proves that the app has it. The password is
 * asked for, so that who finds an open session cannot lock its owner out.
 */
export async function beginSecondFactor(ctx: Context, rawInput: unknown): Promise<NewSecondFactorView> {
  const { id, email } = requirePerson(ctx.actor);
  const { password } = parseInput(beginSecondFactorInput, rawInput);
  await requireOwnPassword(ctx, id, { path: "password", password });

  const secret = generateSecret();
  const isKept = await inTransaction(ctx, (tx) => replaceUnconfirmed(tx, id, sealSecret(ctx.config, id, secret)));
  if (!isKept) {
    throw new DomainError("CONFLICT", "You have a second factor already. Remove it before you set up another one.");
  }
  const address = addressOf(secret, email);
  return { secret, address, picture: await QRCode.toString(address, { type: "svg", margin: 2 }) };
}
