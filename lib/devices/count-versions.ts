import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { readProductSlugs } from "#lib/access/teams/store-reach.ts";
import { requireFleet } from "#lib/devices/get-fleet.ts";
import { countVersionsInput } from "#lib/devices/input.ts";
import { countByVersion } from "#lib/devices/store-counts.ts";
import type { VersionCount } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Counts how many devices, of one fleet or of all, run which version of which app. */
export async function countVersions(ctx: Context, rawInput: unknown): Promise<{ items: VersionCount[] }> {
  requirePermission(ctx.actor, "devices:read");
  const { fleetId, app } = parseInput(countVersionsInput, rawInput);
  const fleet = fleetId === undefined ? null : await requireFleet(ctx, ctx.db, fleetId);
  const items = await countByVersion(ctx.db, { fleetId: fleet?.id ?? null, app: app ?? null });
  const slugs = await readProductSlugs(ctx.db, reachOf(ctx.actor));
  return { items: slugs === null ? items : items.filter((count) => slugs.has(count.app)) };
}
