import { isFromEnvironment } from "#lib/cdn/region.ts";
import { DEFAULT_REGION } from "#lib/cdn/rules/region.ts";
import { movePlaces } from "#lib/cdn/store-distributions.ts";
import { insertRegion, lockRegion, updateRegionRow } from "#lib/cdn/store-regions.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

/**
 * Makes the default region what CDN_PROVIDER and its like say, at each start. Its credentials stay in the environment.
 * Without them nothing is changed: a region that was there stays, and is a person's from then on.
 */
export async function followEnvironment(ctx: Context): Promise<void> {
  const { cdn } = ctx.config;
  if (!cdn?.baseUrl || !isFromEnvironment(ctx.config, DEFAULT_REGION)) return;
  const { provider, baseUrl, purgeUrl } = cdn;

  await inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const fields = { provider, baseUrl, purgeUrl, secrets: null, enabled: true };
    const isNew = await insertRegion(tx, DEFAULT_REGION, fields, now);
    const before = await lockRegion(tx, DEFAULT_REGION);
    if (!before) return;
    const isMoved = before.provider !== provider || before.baseUrl !== baseUrl;
    if (!isNew && !isMoved && before.purgeUrl === purgeUrl) return;
    if (!isNew) await updateRegionRow(tx, DEFAULT_REGION, { ...fields, enabled: before.enabled }, now);
    if (isMoved) await movePlaces(tx, { region: DEFAULT_REGION, provider, baseUrl }, now);
    recordEvent(ctx, tx, {
      type: "cdn_region_saved",
      subject: { kind: "region", id: DEFAULT_REGION },
      data: { name: DEFAULT_REGION, change: isNew ? "created" : "changed", provider, baseUrl, by: "environment" },
    });
  });
}
