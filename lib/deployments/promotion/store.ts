import type { Queryable } from "#lib/database/client.ts";

export interface VerifiedRelease {
  verifiedAt: Date | null;
  failedAt: Date | null;
}

/** Reads what a deployment left in its environment; null where it left nothing. */
export async function findReleaseOf(db: Queryable, deploymentId: string): Promise<VerifiedRelease | null> {
  return db.environmentRelease.findUnique({
    where: { deploymentId },
    select: { verifiedAt: true, failedAt: true },
  });
}

/** Keeps a release from being found bad while something is made of its being good. */
export async function lockReleaseOf(db: Queryable, deploymentId: string): Promise<void> {
  await db.$queryRaw`SELECT id FROM environment_releases WHERE deployment_id = ${deploymentId}::uuid FOR SHARE`;
}

/** Finds the newest build of a version. */
export async function findBuildOf(db: Queryable, versionId: string): Promise<string | null> {
  const row = await db.artifact.findFirst({
    where: { versionId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return row?.id ?? null;
}
