import { takeCode } from "#lib/access/second-factor/pass.ts";
import { findSecondFactor } from "#lib/access/second-factor/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput } from "#lib/kernel/input.ts";

/** Lets a person pass who gives a code of the second factor that they have, and uses the code up. */
export async function requireCode(ctx: Context, person: { id: string; email: string }, code: string): Promise<void> {
  const factor = await findSecondFactor(ctx.db, person.id);
  if (!factor?.confirmedAt) throw new DomainError("CONFLICT", "You have no second factor.");
  if (!(await takeCode(ctx, person, factor, code))) {
    throw invalidInput({ path: "code", message: "This code is wrong, or was used already. Wait for the next one." });
  }
}
