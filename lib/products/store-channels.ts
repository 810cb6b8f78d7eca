import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { isOffered } from "#lib/products/store-offers.ts";
import type { ChannelView } from "#lib/products/view.ts";

/** Makes a product's channels. Names that are taken are left out; the answer tells which were made. */
export async function insertChannels(
  tx: Transaction,
  productId: string,
  channels: readonly { name: string; description: string }[],
  now: Date,
): Promise<{ id: string; name: string }[]> {
  return tx.$queryRaw`
    INSERT INTO channels (product_id, name, description, created_at)
    SELECT ${productId}::uuid, w.name, w.description, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(channels)}::jsonb) AS w (name text, description text)
    ON CONFLICT (product_id, name) DO NOTHING
    RETURNING id, name`;
}

export async function selectChannels(db: Queryable, productId: string): Promise<ChannelView[]> {
  return readChannels(db, Prisma.sql`c.product_id = ${productId}::uuid`);
}

export async function findChannel(db: Queryable, channelId: string): Promise<ChannelView | null> {
  const [channel] = await readChannels(db, Prisma.sql`c.id = ${channelId}::uuid`);
  return channel ?? null;
}

/** Locks a channel and reads it. */
export async function lockChannel(tx: Transaction, channelId: string): Promise<ChannelView | null> {
  await tx.$queryRaw`SELECT 1 FROM channels WHERE id = ${channelId}::uuid FOR UPDATE`;
  return findChannel(tx, channelId);
}

export async function channelNames(db: Queryable, productId: string): Promise<string[]> {
  const rows = await db.channel.findMany({ where: { productId }, select: { name: true } });
  return rows.map(({ name }) => name);
}

/** Says whether any product has a channel of this name. */
export async function isChannelKnown(db: Queryable, name: string): Promise<boolean> {
  return (await db.channel.findFirst({ where: { name }, select: { id: true } })) !== null;
}

/** False where another channel of the product has the name. */
export async function saveChannel(
  tx: Transaction,
  channel: Pick<ChannelView, "id" | "productId" | "name" | "description">,
): Promise<boolean> {
  const { id, productId, name, description } = channel;
  const taken = await tx.channel.findFirst({ where: { productId, name, id: { not: id } }, select: { id: true } });
  if (taken) return false;
  await tx.channel.update({ where: { id }, data: { name, description }, select: { id: true } });
  return true;
}

export async function deleteChannelRow(tx: Transaction, channelId: string): Promise<void> {
  await tx.channel.delete({ where: { id: channelId }, select: { id: true } });
}

/** Who would be left without a channel, by name, a few of each. */
export interface ChannelUse {
  fleets: string[];
  devices: string[];
  /** Update distributions that are not over. */
  distributions: number;
}

const NAMED_MAX = 5;

/** Finds who uses a channel. Devices and fleets follow channels by name; they count where they run the product. */
export async function findChannelUse(db: Queryable, channel: ChannelView): Promise<ChannelUse> {
  const { id, productId, name } = channel;
  const fleets = await db.$queryRaw<{ name: string }[]>`
    SELECT f.name FROM fleets f
    WHERE f.channel = ${name} AND EXISTS (
      SELECT 1 FROM devices d JOIN device_apps a ON a.device_id = d.id JOIN products p ON p.slug = a.app
      WHERE d.fleet_id = f.id AND d.retired_at IS NULL AND d.channel IS NULL AND p.id = ${productId}::uuid)
    ORDER BY f.name LIMIT ${NAMED_MAX}`;
  const devices = await db.$queryRaw<{ name: string }[]>`
    SELECT d.name FROM devices d
    WHERE d.channel = ${name} AND d.retired_at IS NULL AND EXISTS (
      SELECT 1 FROM device_apps a JOIN products p ON p.slug = a.app
      WHERE a.device_id = d.id AND p.id = ${productId}::uuid)
    ORDER BY d.name LIMIT ${NAMED_MAX}`;
  const distributions = await db.updateDistribution.count({
    where: { channelId: id, status: { in: ["scheduled", "running", "paused"] } },
  });
  return { fleets: fleets.map((row) => row.name), devices: devices.map((row) => row.name), distributions };
}

/** Promotes a version to channels of its product, by their names. Answers those to which it had not been promoted. */
export async function insertPromotions(
  tx: Transaction,
  { versionId, channels }: { versionId: string; channels: readonly string[] },
  by: ActorView,
  now: Date,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    WITH made AS (
      INSERT INTO channel_versions (channel_id, version_id, precedence_key, is_offered, promoted_at, promoted_by)
      SELECT c.id, v.id, v.precedence_key, ${isOffered}, ${now}::timestamptz, ${JSON.stringify(by)}::jsonb
      FROM versions v JOIN channels c ON c.product_id = v.product_id AND c.name = ANY(${[...channels]}::text[])
      WHERE v.id = ${versionId}::uuid
      ON CONFLICT (channel_id, version_id) DO NOTHING
      RETURNING channel_id)
    SELECT c.name FROM channels c JOIN made m ON m.channel_id = c.id ORDER BY c.name`;
  return rows.map(({ name }) => name);
}

/** False where the version was not on the channel. */
export async function deletePromotion(tx: Transaction, channelId: string, versionId: string): Promise<boolean> {
  const { count } = await tx.channelVersion.deleteMany({ where: { channelId, versionId } });
  return count > 0;
}

/**
 * Finds the newest version that a channel offers; null where it offers none or is not there. One step down the index
 * channel_versions_newest, however many versions there are.
 */
export async function findNewestOnChannel(db: Queryable, productId: string, channel: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ id: string }[]>(newestOnChannel(productId, channel));
  return row?.id ?? null;
}

export function newestOnChannel(productId: string, channel: string): Prisma.Sql {
  return Prisma.sql`
    SELECT newest.version_id AS id
    FROM channels c
    CROSS JOIN LATERAL (
      SELECT cv.version_id FROM channel_versions cv WHERE cv.channel_id = c.id AND cv.is_offered
      ORDER BY cv.precedence_key DESC, cv.version_id DESC LIMIT 1) AS newest
    WHERE c.product_id = ${productId}::uuid AND c.name = ${channel}`;
}

interface ChannelRow extends Omit<ChannelView, "createdAt"> {
  createdAt: Date;
}

async function readChannels(db: Queryable, condition: Prisma.Sql): Promise<ChannelView[]> {
  const rows = await db.$queryRaw<ChannelRow[]>`
    SELECT c.id, c.product_id AS "productId", c.name, c.description, c.created_at AS "createdAt",
           (SELECT count(*)::int FROM channel_versions cv WHERE cv.channel_id = c.id) AS "versionCount",
           newest.version AS newest
    FROM channels c
    LEFT JOIN LATERAL (
      SELECT jsonb_build_object('id', v.id, 'version', v.version, 'promotedAt',
               to_char(cv.promoted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS version
      FROM channel_versions cv JOIN versions v ON v.id = cv.version_id
      WHERE cv.channel_id = c.id AND cv.is_offered
      ORDER BY cv.precedence_key DESC, cv.version_id DESC LIMIT 1) AS newest ON true
    WHERE ${condition} ORDER BY c.name <> 'stable', c.created_at, c.name`;
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}
