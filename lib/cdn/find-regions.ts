import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listRegionsInput, regionInput } from "#lib/cdn/input.ts";
import { ORIGIN_REGION } from "#lib/cdn/rules/region.ts";
import { countPlaces } from "#lib/cdn/store-distributions.ts";
import { findRegion, selectRegions, type RegionRecord } from "#lib/cdn/store-regions.ts";
import { noFiles, originView, toRegionView, type FileCounts, type RegionView } from "#lib/cdn/view.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

/** Pages through the regions by name, this server itself before all others. */
export async function listRegions(ctx: Context, rawInput: unknown): Promise<Page<RegionView>> {
  requirePermission(ctx.actor, "regions:read");
  const { limit, cursor } = parseInput(listRegionsInput, rawInput);
  const [after] = decodeCursor(cursor, z.tuple([z.string()])) ?? [null];
  const [rows, counts] = await Promise.all([selectRegions(ctx.db, { after, limit }), countFiles(ctx.db)]);
  const page = toPage(
    rows,
    limit,
    (record) => toRegionView(ctx, record, counts.get(record.name) ?? noFiles()),
    ({ name }) => [name],
  );
  return after === null ? { ...page, items: [originView(ctx), ...page.items] } : page;
}

export async function getRegion(ctx: Context, rawInput: unknown): Promise<RegionView> {
  requirePermission(ctx.actor, "regions:read");
  const { region: name } = parseInput(regionInput, rawInput);
  if (name === ORIGIN_REGION) return originView(ctx);
  const record = await requireRegion(ctx.db, name);
  return toRegionView(ctx, record, await countFilesOf(ctx.db, name));
}

/** Reads one region without asking for permission. Throws NOT_FOUND. */
export async function requireRegion(db: Queryable, name: string): Promise<RegionRecord> {
  const record = await findRegion(db, name);
  if (!record) throw notFound("region");
  return record;
}

export async function countFilesOf(db: Queryable, region: string): Promise<FileCounts> {
  return (await countFiles(db)).get(region) ?? noFiles();
}

/** How many files are how far, by region. */
async function countFiles(db: Queryable): Promise<Map<string, FileCounts>> {
  const counts = new Map<string, FileCounts>();
  for (const { region, state, count } of await countPlaces(db)) {
    const files = counts.get(region) ?? noFiles();
    counts.set(region, { ...files, [state]: count });
  }
  return counts;
}
