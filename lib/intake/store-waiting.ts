import type { Queryable, Transaction } from "#lib/database/client.ts";

/** A rollout whose digest the registry has not named yet. */
export interface WaitingRollout {
  id: string;
  number: number;
  createdAt: Date;
  resolveAttempts: number;
}

/** Finds the rollout that already waits for what a tag points to. */
export async function findWaitingRollout(db: Queryable, image: string, tag: string): Promise<WaitingRollout | null> {
  return db.rollout.findFirst({
    where: { image, tag, digest: null, status: { in: ["pending", "paused"] } },
    select: { id: true, number: true, createdAt: true, resolveAttempts: true },
    orderBy: { number: "desc" },
  });
}

/** Lists the rollouts about which a registry is to be asked now, the longest due first. */
export async function selectDueRollouts(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const rows = await db.rollout.findMany({
    where: { status: "pending", digest: null, resolveAt: { lte: now } },
    select: { id: true },
    orderBy: { resolveAt: "asc" },
    take: limit,
  });
  return rows.map((row) => row.id);
}

export async function saveWait(
  tx: Transaction,
  rolloutId: string,
  wait: { resolveAt: Date | null; resolveAttempts: number; statusReason: string },
  now: Date,
): Promise<void> {
  await tx.rollout.update({ where: { id: rolloutId }, data: { ...wait, updatedAt: now }, select: { id: true } });
}

/** Moves the time at which the registry is asked; the rollout may have been resolved meanwhile, then nothing happens. */
export async function saveResolveAt(tx: Transaction, rolloutId: string, resolveAt: Date): Promise<void> {
  await tx.rollout.updateMany({ where: { id: rolloutId, digest: null }, data: { resolveAt } });
}

/** Lets the rollouts that wait for a registry ask again at once: it was configured, or has other credentials. */
export async function wakeWaitingRollouts(tx: Transaction, host: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE image_rollouts SET resolve_at = ${now}::timestamptz, resolve_attempts = 0
    WHERE status = 'pending' AND digest IS NULL AND split_part(image, '/', 1) = ${host}`;
}

/**
 * Counts a policy's rollouts that wait because of deliveries that nobody signed: for a registry that is being asked, or
 * for one that nobody has configured.
 */
export async function countWaitingHints(db: Queryable, policyId: string, isRegistryKnown: boolean): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM image_rollouts
    WHERE policy_id = ${policyId}::uuid AND status = 'pending' AND digest IS NULL AND choice->>'trust' = 'hint'
      AND (resolve_at IS NOT NULL) = ${isRegistryKnown}`;
  return row?.count ?? 0;
}

/**
 * Lists the tags that a policy has under way or completed for an image, those of one rollout left out. A hint counts only
 * once the registry confirmed it: otherwise anybody could hold up real versions by naming a high one.
 */
export async function selectTagsOfPolicy(
  db: Queryable,
  policyId: string,
  image: string,
  exceptRolloutId: string | null = null,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ tag: string }[]>`
    SELECT DISTINCT tag FROM image_rollouts
    WHERE policy_id = ${policyId}::uuid AND image = ${image} AND id IS DISTINCT FROM ${exceptRolloutId}::uuid
      AND status IN ('pending', 'scheduled', 'running', 'paused', 'completed')
      AND (digest IS NOT NULL OR choice->>'trust' IS DISTINCT FROM 'hint')`;
  return rows.map((row) => row.tag);
}

type Reference = { id: string; number: number; policyId: string | null; productId: string; image: string; tag: string };

/** Finds another rollout of the same tag and digest under the same policy that is under way or was completed. */
export async function findConfirmedTwin(
  db: Queryable,
  rollout: Reference,
  digest: string,
): Promise<{ number: number } | null> {
  const { id, policyId, image, tag } = rollout;
  return db.rollout.findFirst({
    where: { id: { not: id }, policyId, image, tag, digest, status: { in: CONFIRMED } },
    select: { number: true },
    orderBy: { number: "desc" },
  });
}

/** Finds a rollout that was made after this one and whose turn came before: the newer push decides. */
export async function findNewerConfirmed(db: Queryable, rollout: Reference): Promise<{ number: number } | null> {
  const { policyId, productId, number } = rollout;
  return db.rollout.findFirst({
    where: { policyId, productId, number: { gt: number }, digest: { not: null }, status: { in: CONFIRMED } },
    select: { number: true },
    orderBy: { number: "desc" },
  });
}

const CONFIRMED = ["pending", "scheduled", "running", "paused", "completed"];

export interface RolloutBrief {
  id: string;
  number: number;
  status: string;
  digest: string | null;
}

export async function findRolloutBrief(db: Queryable, rolloutId: string): Promise<RolloutBrief | null> {
  return db.rollout.findUnique({
    where: { id: rolloutId },
    select: { id: true, number: true, status: true, digest: true },
  });
}
