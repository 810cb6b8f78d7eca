import type { Prisma } from "#lib/database/client.ts";
import { type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Device, DeviceApp, Fleet } from "#lib/database/generated/client.ts";
import { type Freshness, isOnline } from "#lib/devices/rules/device.ts";
import type { DeviceView } from "#lib/devices/view.ts";

export interface NewDevice {
  name: string;
  fleetId: string | null;
  tags: readonly string[];
  attributes: Record<string, unknown>;
  tokenHash: Buffer;
  channel?: string | null | undefined;
}

/** Inserts devices in one statement and answers their ids in the order of the drafts. */
export async function insertDevices(tx: Transaction, drafts: readonly NewDevice[], now: Date): Promise<string[]> {
  const rows = drafts.map((draft) => ({ ...draft, tokenHash: draft.tokenHash.toString("hex") }));
  const inserted = await tx.$queryRaw<{ id: string; tokenHash: string }[]>`
    INSERT INTO devices (name, fleet_id, tags, attributes, token_hash, channel, created_at)
    SELECT r.name, r."fleetId", ARRAY(SELECT jsonb_array_elements_text(r.tags)), r.attributes,
           decode(r."tokenHash", 'hex'), r.channel, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
         AS r(name text, "fleetId" uuid, tags jsonb, attributes jsonb, "tokenHash" text, channel text)
    RETURNING id, encode(token_hash, 'hex') AS "tokenHash"`;
  const idOf = new Map(inserted.map((row) => [row.tokenHash, row.id]));
  return rows.map((row) => {
    const id = idOf.get(row.tokenHash);
    if (id === undefined) throw new Error("A device that was inserted has no row.");
    return id;
  });
}

/** Finds the device that is not retired and whose token has this hash. */
export async function findDeviceByToken(
  db: Queryable,
  tokenHash: Buffer,
): Promise<{ id: string; name: string } | null> {
  const [row] = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT id, name FROM devices WHERE token_hash = ${tokenHash} AND retired_at IS NULL`;
  return row ?? null;
}

export async function findDeviceRow(db: Queryable, id: string, freshness: Freshness): Promise<DeviceView | null> {
  const [view] = await findDevicesByIds(db, [id], freshness);
  return view ?? null;
}

/** Reads devices with their fleets and apps, in the order of the ids. */
export async function findDevicesByIds(
  db: Queryable,
  ids: readonly string[],
  freshness: Freshness,
): Promise<DeviceView[]> {
  const rows = await db.device.findMany({
    where: { id: { in: [...ids] } },
    include: { fleet: true, apps: { orderBy: { app: "asc" } } },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [toDeviceView(row, freshness)] : [];
  });
}

/** Locks a device's row. False where there is no such device. */
export async function lockDevice(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM devices WHERE id = ${id}::uuid FOR UPDATE`;
  return rows.length > 0;
}

export interface DeviceChange {
  name?: string | undefined;
  fleetId?: string | null | undefined;
  tags?: string[] | undefined;
  attributes?: Record<string, unknown> | undefined;
  pollSeconds?: number | null | undefined;
  understandsSkip?: boolean | null | undefined;
  channel?: string | null | undefined;
}

export async function saveDevice(tx: Transaction, id: string, change: DeviceChange): Promise<void> {
  const { attributes, ...columns } = change;
  await tx.device.update({
    where: { id },
    data: { ...columns, ...(attributes && { attributes: attributes as Prisma.InputJsonObject }) },
  });
}

/** Replaces a device's token. False where the device is retired or not there. */
export async function saveTokenHash(tx: Transaction, id: string, tokenHash: Buffer): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE devices SET token_hash = ${tokenHash} WHERE id = ${id}::uuid AND retired_at IS NULL`;
  return changed > 0;
}

/** Reads a device's target token as it is kept: sealed, bound to the device. */
export async function findSealedToken(tx: Transaction, id: string): Promise<string | null> {
  const row = await tx.device.findUnique({ where: { id }, select: { targetTokenSealed: true } });
  return row?.targetTokenSealed ?? null;
}

type DeviceRow = Device & { fleet: Fleet | null; apps: DeviceApp[] };

function toDeviceView(row: DeviceRow, { pollSeconds, now }: Freshness): DeviceView {
  return {
    id: row.id,
    uuid: row.id,
    name: row.name,
    fleet: row.fleet && { id: row.fleet.id, name: row.fleet.name },
    tags: row.tags,
    attributes: row.attributes as Record<string, unknown>,
    address: row.address,
    online: isOnline(row.lastSeenAt, row.pollSeconds ?? pollSeconds, now),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    retiredAt: row.retiredAt?.toISOString() ?? null,
    pollSeconds: row.pollSeconds,
    controllerId: row.controllerId,
    tenant: row.tenant,
    understandsSkip: row.understandsSkip,
    channel: row.channel,
    hasTargetToken: row.targetTokenSealed !== null,
    apps: row.apps.map(({ app, image, digest, version, reportedAt }) => {
      return { app, image, digest, version, reportedAt: reportedAt.toISOString() };
    }),
  };
}
