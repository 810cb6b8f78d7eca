import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { decryptSecret, encryptSecret } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** The same creating call was already answered: this is the answer, to be given again. */
export class AlreadyAnswered extends Error {
  override name = "AlreadyAnswered";
  readonly answer: unknown;

  constructor(answer: unknown) {
    super("This call was already answered.");
    this.answer = answer;
  }
}

/**
 * Claims the call's Idempotency-Key inside its transaction and returns the function that keeps its answer. Of two
 * equal calls at once the second waits here for the first. Throws AlreadyAnswered for a repeat, and IMPOSSIBLE when
 * the key was used with another input.
 */
export async function claimAnswer(ctx: Context, tx: Transaction): Promise<(answer: unknown) => Promise<void>> {
  const claim = ctx.idempotency;
  if (!claim) return () => Promise.resolve();

  const actor =
    ctx.actor.kind === "user" || ctx.actor.kind === "token" ? `${ctx.actor.kind}:${ctx.actor.id}` : "nobody";
  const where = { actor, operation: claim.operation, key: claim.key };
  const boundTo = `idempotency:${actor}:${claim.operation}:${claim.key}`;
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_keys (actor, operation, key, input_hash)
    VALUES (${actor}, ${claim.operation}, ${claim.key}, ${claim.inputHash})
    ON CONFLICT DO NOTHING`;

  if (claimed === 0) {
    const earlier = await tx.idempotencyKey.findUniqueOrThrow({ where: { actor_operation_key: where } });
    if (!Buffer.from(earlier.inputHash).equals(claim.inputHash)) {
      throw new DomainError("IMPOSSIBLE", "This Idempotency-Key was used with another body. Use a new key.", {
        errors: [{ path: "Idempotency-Key", message: "A key stands for one call and one body." }],
      });
    }
    // A call of two transactions meets its own claim in the second one: there is no answer yet.
    if (earlier.answer === null) return () => Promise.resolve();
    throw new AlreadyAnswered(JSON.parse(decryptSecret(ctx.config, earlier.answer, boundTo)));
  }
  return async (answer) => {
    const sealed = encryptSecret(ctx.config, JSON.stringify(answer ?? null), boundTo);
    await tx.idempotencyKey.update({ where: { actor_operation_key: where }, data: { answer: sealed } });
  };
}
