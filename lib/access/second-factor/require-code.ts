import { requirePerson } from "#lib/access/require-permission.ts";
import { takeCode } from "#lib/access/second-factor/pass.ts";
import { findSecondFactor } from "#lib/access/second-factor/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput } from "#lib/kernel/input.ts";

/** Lets a person pass who gives a code of the second factor that they have, and uses the code up. */
export async function requireCode(ctx: Context, code: string): Promise<{ id: string; email: string }> {
  const { id, email } = requirePerson(ctx.actor);
  const factor = await findSecondFactor(ctx.db, id);
  if (!factor?.confirmedAt) throw new DomainError("CONFLICT", "You have no second factor.");
  if (!(await takeCode(ctx, { id, email }, factor, code))) {
    throw invalidInput({ path: "code", message: "This code is wrong, or was used already. Wait for the next one." });
  }
  return { id, email };
}
