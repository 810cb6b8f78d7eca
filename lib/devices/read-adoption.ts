import { requirePermission } from "#lib/access/require-permission.ts";
import { readAdoptionInput } from "#lib/devices/input.ts";
import { countByVersion } from "#lib/devices/store-counts.ts";
import { readAdoption } from "#lib/devices/store-adoption.ts";
import type { AdoptionView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

const RANGE_SECONDS = { "1h": 3_600, "1d": 86_400, "7d": 7 * 86_400, "30d": 30 * 86_400 } as const;
/** As many points as a chart can show. */
const POINTS_MAX = 200;

/** Tells how many devices ran which version of an app over the last hour, day, week or month, and what they run now. */
export async function readAdoptionOverTime(ctx: Context, rawInput: unknown): Promise<AdoptionView> {
  requirePermission(ctx.actor, "devices:read");
  const { app, range } = parseInput(readAdoptionInput, rawInput);
  const now = ctx.clock.now();
  const since = new Date(now.getTime() - RANGE_SECONDS[range] * 1000);
  const rows = await readAdoption(ctx.db, { app, since, spanSeconds: RANGE_SECONDS[range] / POINTS_MAX });
  const current = await countByVersion(ctx.db, { fleetId: null, app });
  const points = [...Map.groupBy(rows, (row) => Math.max(row.sampledAt.getTime(), since.getTime()))].map(
    ([at, samples]) => ({
      at: new Date(at).toISOString(),
      counts: samples.map(({ version, deviceCount }) => ({ version: version || null, deviceCount })),
    }),
  );
  const latest = current.map(({ version, deviceCount }) => ({ version, deviceCount }));
  return { app, since: since.toISOString(), points: [...points, { at: now.toISOString(), counts: latest }] };
}
