import { openProvider } from "#lib/cdn/providers/open-provider.ts";
import { openRegion } from "#lib/cdn/region.ts";
import { toDay } from "#lib/cdn/rules/stats.ts";
import { replaceCounts } from "#lib/cdn/store-stats.ts";
import { selectEnabledRegions } from "#lib/cdn/store-regions.ts";
import type { Context } from "#lib/kernel/context.ts";

const DAY_MILLIS = 86_400_000;

/**
 * Asks the providers that tell of downloads about yesterday and today, whole days, so that asking twice counts nothing
 * twice. One that does not answer is noted, and asked again in the next round.
 */
export async function pullStats(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  for (const record of await selectEnabledRegions(ctx.db)) {
    try {
      const provider = openProvider(ctx, openRegion(ctx, record));
      const days = await provider.readDays?.(toDay(new Date(now.getTime() - DAY_MILLIS)), toDay(now));
      if (days) await replaceCounts(ctx.db, record.name, days);
    } catch (error) {
      ctx.log.warn({ err: error, region: record.name }, "The region's provider did not tell of downloads.");
    }
  }
}
