import { requirePermission } from "#lib/access/require-permission.ts";
import { regionInput } from "#lib/cdn/input.ts";
import { requireChangeable } from "#lib/cdn/save-region.ts";
import { deleteRegionRow, lockRegion } from "#lib/cdn/store-regions.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Forgets a region and its credentials. What the cache itself still has is not asked back; its counts stay. */
export async function deleteRegion(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "regions:write");
  const { region: name } = parseInput(regionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const record = await lockRegion(tx, name);
    if (!record) throw notFound("region");
    requireChangeable(ctx, record, { provider: "builtIn" });
    await deleteRegionRow(tx, name);
    recordEvent(ctx, tx, {
      type: "cdn_region_deleted",
      subject: { kind: "region", id: name },
      data: { name, provider: record.provider, baseUrl: record.baseUrl },
    });
  });
}
