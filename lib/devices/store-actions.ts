import type { Queryable } from "#lib/database/client.ts";
import type { DeviceActionView } from "#lib/devices/view.ts";

const BEFORE_ALL = 2 ** 31 - 1;

/** Reads a device's actions, the newest first, one more than asked for where there are more. */
export async function selectActions(
  db: Queryable,
  query: { deviceId: string; beforeId: number | null; limit: number },
): Promise<DeviceActionView[]> {
  const rows = await db.deviceAction.findMany({
    where: { deviceId: query.deviceId, id: { lt: query.beforeId ?? BEFORE_ALL } },
    include: { rollout: { select: { number: true, product: { select: { slug: true } } } } },
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  return rows.map(({ rollout, ...row }) => ({
    id: row.id,
    rolloutId: row.rolloutId,
    rolloutNumber: rollout?.number ?? null,
    productId: row.productId,
    product: rollout?.product.slug ?? null,
    kind: row.kind,
    image: row.image,
    digest: row.digest,
    version: row.version,
    status: row.status,
    attempt: row.attempt,
    progress: row.progress,
    message: row.message,
    offeredAt: row.offeredAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    deadlineAt: row.deadlineAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    waitingFor: row.waitingFor,
    forceType: row.forceType,
    cancelRequestedAt: row.cancelRequestedAt?.toISOString() ?? null,
  }));
}
