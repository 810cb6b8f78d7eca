import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { SecondFactor } from "#lib/database/generated/client.ts";

export type SecondFactorRow = SecondFactor;

export async function findSecondFactor(db: Queryable, userId: string): Promise<SecondFactorRow | null> {
  return db.secondFactor.findUnique({ where: { userId } });
}

/** Keeps a secret that was shown and not proven yet, in place of an earlier one. False where one is proven already. */
export async function replaceUnconfirmed(tx: Transaction, userId: string, secret: string): Promise<boolean> {
  const count = await tx.$executeRaw`
    INSERT INTO second_factors (user_id, secret) VALUES (${userId}::uuid, ${secret})
    ON CONFLICT (user_id) DO UPDATE SET secret = EXCLUDED.secret, last_step = 0
    WHERE second_factors.confirmed_at IS NULL`;
  return count === 1;
}

/** Takes the code of a time step. False where one of this step or a later one was taken already. */
export async function takeStep(tx: Transaction, userId: string, step: number): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE second_factors SET last_step = ${step}::bigint
    WHERE user_id = ${userId}::uuid AND last_step < ${step}::bigint`;
  return count === 1;
}

/** Takes a recovery code. False where there is no such one, or it was taken already. */
export async function takeRecoveryCode(tx: Transaction, userId: string, hash: string): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE second_factors SET recovery_hashes = array_remove(recovery_hashes, ${hash})
    WHERE user_id = ${userId}::uuid AND ${hash} = ANY(recovery_hashes) AND confirmed_at IS NOT NULL`;
  return count === 1;
}

/** Turns the second factor on. False where it is on, was never begun, or has another secret than the one proven. */
export async function saveConfirmation(
  tx: Transaction,
  { userId, secret }: SecondFactorRow,
  confirmation: { confirmedAt: Date; recoveryHashes: string[] },
): Promise<boolean> {
  const { count } = await tx.secondFactor.updateMany({
    where: { userId, secret, confirmedAt: null },
    data: confirmation,
  });
  return count === 1;
}

/** Replaces the recovery codes. False where the second factor was removed meanwhile. */
export async function saveRecoveryHashes(tx: Transaction, userId: string, recoveryHashes: string[]): Promise<boolean> {
  const { count } = await tx.secondFactor.updateMany({
    where: { userId, confirmedAt: { not: null } },
    data: { recoveryHashes },
  });
  return count === 1;
}

/** Removes a second factor. False where there was none that asked for anything. */
export async function deleteSecondFactor(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ was_on: boolean }[]>`
    DELETE FROM second_factors WHERE user_id = ${userId}::uuid RETURNING confirmed_at IS NOT NULL AS was_on`;
  return rows[0]?.was_on ?? false;
}
