import type { Queryable, Transaction } from "#lib/database/client.ts";

/** Inserts a device that speaks hawkBit's protocol. Null where the tenant has one of that controller id. */
export async function insertTarget(
  tx: Transaction,
  target: {
    tenant: string;
    controllerId: string;
    fleetId: string | null;
    name: string;
    description: string;
    tokenHash: Buffer;
  },
  now: Date,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO devices (name, description, fleet_id, tags, tenant, controller_id, token_hash, wants_attributes, created_at)
    VALUES (${target.name}, ${target.description}, ${target.fleetId}::uuid, '{}', ${target.tenant}, ${target.controllerId},
            ${target.tokenHash}, true, ${now}::timestamptz)
    ON CONFLICT (tenant, controller_id) DO NOTHING
    RETURNING id`;
  return row?.id ?? null;
}

export async function saveTargetToken(
  tx: Transaction,
  deviceId: string,
  { hash, sealed }: { hash: Buffer; sealed: string },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE devices SET target_token_hash = ${hash}, target_token_sealed = ${sealed} WHERE id = ${deviceId}::uuid`;
}

/** Finds the fleet into which devices of a tenant register themselves. */
export async function findTenantFleet(db: Queryable, tenant: string): Promise<string | null> {
  const fleet = await db.fleet.findUnique({ where: { tenant }, select: { id: true } });
  return fleet?.id ?? null;
}
