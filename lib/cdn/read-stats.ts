import { requirePermission } from "#lib/access/require-permission.ts";
import { fileStatsInput, statsInput } from "#lib/cdn/input.ts";
import {
  daysOf,
  firstDayOf,
  sumUp,
  sumUpByRegion,
  toDay,
  type RegionDay,
  type StatsRange,
} from "#lib/cdn/rules/stats.ts";
import { findAddressedFile } from "#lib/cdn/store-files.ts";
import { selectDays, selectFileDays, selectTopFiles } from "#lib/cdn/store-stats.ts";
import { toStatsDays, type StatsView, type TopFile } from "#lib/cdn/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

const TOP_FILES = 10;

/** Tells how often a file was downloaded, by region and day. */
export async function readFileStats(ctx: Context, rawInput: unknown): Promise<StatsView> {
  requirePermission(ctx.actor, "versions:read");
  const { fileId, range } = parseInput(fileStatsInput, rawInput);
  if (!(await findAddressedFile(ctx.db, fileId))) throw notFound("file");
  const now = ctx.clock.now();
  return toView(range, now, await selectFileDays(ctx.db, fileId, firstDayOf(range, now)));
}

/** Tells how often all files together were downloaded, and which the most. */
export async function readStats(ctx: Context, rawInput: unknown): Promise<StatsView & { files: TopFile[] }> {
  requirePermission(ctx.actor, "versions:read");
  const { range } = parseInput(statsInput, rawInput);
  const now = ctx.clock.now();
  const since = firstDayOf(range, now);
  const [days, files] = await Promise.all([selectDays(ctx.db, since), selectTopFiles(ctx.db, since, TOP_FILES)]);
  return { ...toView(range, now, days), files };
}

function toView(range: StatsRange, now: Date, counts: readonly RegionDay[]): StatsView {
  return {
    since: firstDayOf(range, now),
    until: toDay(now),
    total: sumUp(counts),
    regions: sumUpByRegion(counts),
    days: toStatsDays(daysOf(range, now), counts),
  };
}
