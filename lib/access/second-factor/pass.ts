import { RateLimiterMemory } from "rate-limiter-flexible";
import { findStep, hashRecoveryCode } from "#lib/access/second-factor/codes.ts";
import { findSecondFactor, takeRecoveryCode, takeStep, type SecondFactorRow } from "#lib/access/second-factor/store.ts";
import { openSecret } from "#lib/access/second-factor/secret.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { countOne } from "#lib/kernel/limit.ts";

/**
 * Guesses allowed in a quarter of an hour for one person, from wherever they come. Three of a million codes are good at
 * any time, so that who has the password guesses for about two years, each guess a line in the log.
 */
const guesses = new RateLimiterMemory({ points: 5, duration: 15 * 60 });
const TOO_MANY = "Too many wrong codes. Wait a while and try again.";

/**
 * Asks a person for the second factor, where they have one. A code opens once: one that somebody looked over a
 * shoulder is worth nothing. Throws LIMIT_REACHED after too many wrong ones.
 */
export async function passSecondFactor(
  ctx: Context,
  user: { id: string; email: string },
  code: string | undefined,
): Promise<"passed" | "codeNeeded" | "codeWrong"> {
  const factor = await findSecondFactor(ctx.db, user.id);
  if (!factor?.confirmedAt) return "passed";
  if (!code) return "codeNeeded";
  return (await takeCode(ctx, user, factor, code)) ? "passed" : "codeWrong";
}

/** Uses a code of the app or a recovery code up. False where it is wrong or was used. Counted, and so not to be guessed. */
export async function takeCode(
  ctx: Context,
  user: { id: string; email: string },
  factor: SecondFactorRow,
  code: string,
): Promise<boolean> {
  if (ctx.config.rateLimits) await countOne(guesses, user.id, TOO_MANY);
  const step = await findStep(openSecret(ctx.config, factor), code, ctx.clock.now());
  const isTaken = await inTransaction(ctx, async (tx) => {
    if (step !== null) return takeStep(tx, user.id, step);
    if (!(await takeRecoveryCode(tx, user.id, hashRecoveryCode(code)))) return false;
    recordEvent(ctx, tx, {
      type: "recovery_code_used",
      subject: { kind: "user", id: user.id },
      data: { email: user.email, left: factor.recoveryHashes.length - 1 },
    });
    return true;
  });
  if (isTaken && ctx.config.rateLimits) await guesses.delete(user.id);
  return isTaken;
}
