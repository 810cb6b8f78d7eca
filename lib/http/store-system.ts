import type { Queryable } from "#lib/database/client.ts";

/** Asks the least that a database can answer. Throws where it does not. */
export async function pingDatabase(db: Queryable): Promise<void> {
  await db.$queryRaw`SELECT 1`;
}

/** Reads the latest signs of life of one kind of process, the newest first. */
export function readHeartbeats(db: Queryable, kind: string): Promise<{ processId: string; seenAt: Date }[]> {
  return db.heartbeat.findMany({ where: { kind }, orderBy: { seenAt: "desc" }, take: 20 });
}

export async function countRolloutsByStatus(db: Queryable): Promise<Record<string, number>> {
  const rows = await db.rollout.groupBy({ by: ["status"], _count: { _all: true } });
  return Object.fromEntries(rows.map((row) => [row.status, row._count._all]));
}

export interface DeploymentCounts {
  /** By status; those that are over are left out. */
  open: Record<string, number>;
  /** How many stops of the line hold, and whether one holds everywhere. */
  stops: number;
  isStoppedEverywhere: boolean;
}

/** Counts the deployments that are not over, and the stops that keep others from starting. */
export async function countDeployments(db: Queryable): Promise<DeploymentCounts> {
  const [rows, stops, everywhere] = await Promise.all([
    db.deployment.groupBy({
      by: ["status"],
      where: { status: { in: ["queued", "running", "paused", "rollingBack"] } },
      _count: { _all: true },
    }),
    db.lineStop.count({ where: { liftedAt: null } }),
    db.lineStop.count({ where: { liftedAt: null, environmentId: null, productId: null } }),
  ]);
  const open = Object.fromEntries(rows.map((row) => [row.status, row._count._all]));
  return { open, stops, isStoppedEverywhere: everywhere > 0 };
}
