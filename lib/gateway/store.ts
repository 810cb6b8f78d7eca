import type { Queryable } from "#lib/database/client.ts";
import { ddiKey } from "#lib/gateway/ddi-key.ts";
import type { DeviceFacts } from "#lib/gateway/device-table.ts";
import { toUuidBytes } from "#lib/gateway/uuid-bytes.ts";

interface FactsRow {
  id: string;
  tenant: string | null;
  controller_id: string | null;
  token_hash: Uint8Array;
  target_token_hash: Uint8Array | null;
  wants_attributes: boolean;
  installed_action_id: number | null;
  poll_seconds: number | null;
  has_open_action: boolean;
  apps: string | null;
}

/** Reads what a gateway remembers of these devices. Those retired or deleted are left out. */
export async function readFacts(db: Queryable, deviceIds: readonly string[]): Promise<DeviceFacts[]> {
  const rows = await db.$queryRaw<FactsRow[]>`
    SELECT d.id, d.tenant, d.controller_id, d.token_hash, d.target_token_hash, d.wants_attributes,
           d.installed_action_id, d.poll_seconds,
      EXISTS (SELECT 1 FROM device_actions a WHERE a.device_id = d.id AND a.closed_at IS NULL) AS has_open_action,
      (SELECT jsonb_object_agg(app.app, jsonb_build_object(
         'image', app.image, 'digest', app.digest, 'version', app.version))
       FROM device_apps app WHERE app.device_id = d.id)::text AS apps
    FROM devices d WHERE d.id = ANY(${[...deviceIds]}::uuid[]) AND d.retired_at IS NULL`;
  const compact = makeCompactor();
  return rows.map((row) => ({
    id: toUuidBytes(row.id),
    ddiKey: row.tenant !== null && row.controller_id !== null ? ddiKey(row.tenant, row.controller_id) : null,
    tokenHash: row.token_hash,
    targetTokenHash: row.target_token_hash,
    hasOpenAction: row.has_open_action,
    wantsAttributes: row.wants_attributes,
    installedActionId: row.installed_action_id,
    pollSeconds: row.poll_seconds,
    appsJson: row.apps === null ? "{}" : compact(row.apps),
  }));
}
/** Finds the devices with these names in their tenants. */
export async function findDdiDeviceIds(
  db: Queryable,
  names: readonly { tenant: string; controllerId: string }[],
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT d.id
    FROM unnest(${names.map((name) => name.tenant)}::text[], ${names.map((name) => name.controllerId)}::text[])
      AS wanted(tenant, controller_id)
    JOIN devices d ON d.tenant = wanted.tenant AND d.controller_id = wanted.controller_id`;
  return rows.map((row) => row.id);
}

/** Reads the devices after an id (null: from the beginning), in the order of their ids. */
export async function readFactsAfter(
  db: Queryable,
  afterId: string | null,
  limit: number,
): Promise<{ devices: DeviceFacts[]; lastId: string | null }> {
  const ids = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM devices WHERE (${afterId}::uuid IS NULL OR id > ${afterId}::uuid) ORDER BY id LIMIT ${limit}`;
  const devices = await readFacts(
    db,
    ids.map((row) => row.id),
  );
  return { devices, lastId: ids.length < limit ? null : (ids.at(-1)?.id ?? null) };
}

/** Rewrites PostgreSQL's JSON as ours is written, each text once: many devices run the same. */
function makeCompactor(): (json: string) => string {
  const known = new Map<string, string>();
  return (json) => {
    const compact = known.get(json) ?? JSON.stringify(JSON.parse(json));
    known.set(json, compact);
    return compact;
  };
}

export interface NewsRow {
  id: bigint;
  xid: bigint;
  /** Where both are empty the settings changed. */
  deviceIds: string[];
  productIds: string[];
}

export interface NewsPage {
  rows: NewsRow[];
  /** No transaction older than this can bring news any more. */
  oldestUnderWay: bigint;
}

interface NewsOrNone {
  oldest: bigint;
  id: bigint | null;
  xid: bigint | null;
}

/**
 * Reads the news of transactions from a cursor on, but for those known already. What was under way and the rows come
 * from one statement, hence one snapshot: whatever it does not show belongs to a transaction not older than the cursor
 * that it returns.
 */
export async function readNews(db: Queryable, cursor: bigint, knownIds: readonly bigint[]): Promise<NewsPage> {
  const rows = await db.$queryRaw<(Omit<NewsRow, "id" | "xid"> & NewsOrNone)[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest, n.id, n.xid,
           coalesce(n.device_ids, '{}') AS "deviceIds", coalesce(n.product_ids, '{}') AS "productIds"
    FROM (SELECT 1) AS always
    LEFT JOIN device_news n ON n.xid >= ${cursor}::bigint AND NOT (n.id = ANY(${[...knownIds]}::bigint[]))`;
  const [first] = rows;
  if (!first) throw new Error("A left join of one row has one row.");
  const news = rows.flatMap(({ id, xid, deviceIds, productIds }) =>
    id === null || xid === null ? [] : [{ id, xid, deviceIds, productIds }],
  );
  return { rows: news, oldestUnderWay: first.oldest };
}

/** Where to begin with the news, before anything is read that they would change. */
export async function readOldestUnderWay(db: Queryable): Promise<bigint> {
  const [row] = await db.$queryRaw<{ oldest: bigint }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest`;
  if (!row) throw new Error("Every database has a snapshot.");
  return row.oldest;
}
