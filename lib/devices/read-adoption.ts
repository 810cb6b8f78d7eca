import { requirePermission } from "#lib/access/require-permission.ts";
import { requireFleet } from "#lib/devices/get-fleet.ts";
import { readAdoptionInput } from "#lib/devices/input.ts";
import { walkBack } from "#lib/devices/rules/adoption.ts";
import { countByVersion } from "#lib/devices/store-counts.ts";
import { readAdoption } from "#lib/devices/store-adoption.ts";
import { selectFleetChanges } from "#lib/devices/store-fleet-adoption.ts";
import type { AdoptionView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

const RANGE_SECONDS = { "1h": 3_600, "1d": 86_400, "7d": 7 * 86_400, "30d": 30 * 86_400 } as const;
/** As many points as a chart can show. */
const POINTS_MAX = 200;

/** Tells how many devices ran which version of an app over the last hour, day, week or month, and what they run now. */
export async function readAdoptionOverTime(ctx: Context, rawInput: unknown): Promise<AdoptionView> {
  requirePermission(ctx.actor, "devices:read");
  const { app, range, fleetId } = parseInput(readAdoptionInput, rawInput);
  const now = ctx.clock.now();
  const since = new Date(now.getTime() - RANGE_SECONDS[range] * 1000);
  const query = { app, since, spanSeconds: RANGE_SECONDS[range] / POINTS_MAX, now };
  const fleet = fleetId === undefined ? null : await requireFleet(ctx, ctx.db, fleetId);
  const points = await (fleet === null ? readWhole(ctx, query) : readFleet(ctx, fleet.id, query));
  return { app, since: since.toISOString(), points };
}

interface AdoptionQuery {
  app: string;
  since: Date;
  spanSeconds: number;
  now: Date;
}

/** Over all devices there are samples. */
async function readWhole(
  ctx: Context,
  { app, since, spanSeconds, now }: AdoptionQuery,
): Promise<AdoptionView["points"]> {
  const rows = await readAdoption(ctx.db, { app, since, spanSeconds });
  const current = await countByVersion(ctx.db, { fleetId: null, app });
  const points = [...Map.groupBy(rows, (row) => Math.max(row.sampledAt.getTime(), since.getTime()))].map(
    ([at, samples]) => ({
      at: new Date(at).toISOString(),
      counts: samples.map(({ version, deviceCount }) => ({ version: version || null, deviceCount })),
    }),
  );
  const latest = current.map(({ version, deviceCount }) => ({ version, deviceCount }));
  return [...points, { at: now.toISOString(), counts: latest }];
}

/** Of one fleet it is worked out from what happened to the devices that it has now. */
async function readFleet(ctx: Context, fleetId: string, query: AdoptionQuery): Promise<AdoptionView["points"]> {
  const changes = await selectFleetChanges(ctx.db, { ...query, fleetId });
  const current = await countByVersion(ctx.db, { fleetId, app: query.app });
  const counts = new Map(current.map(({ version, deviceCount }) => [version ?? "", deviceCount]));
  return walkBack(counts, changes, query).map((point) => ({
    at: point.at.toISOString(),
    counts: point.counts.map(({ version, deviceCount }) => ({ version: version || null, deviceCount })),
  }));
}
