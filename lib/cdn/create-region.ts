import { requirePermission } from "#lib/access/require-permission.ts";
import { createRegionInput } from "#lib/cdn/input.ts";
import { newFields } from "#lib/cdn/save-region.ts";
import { findRegion, insertRegion } from "#lib/cdn/store-regions.ts";
import { noFiles, toRegionView, type RegionView } from "#lib/cdn/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Names a cache in front of this server. Every public file is brought there from now on. */
export async function createRegion(ctx: Context, rawInput: unknown): Promise<RegionView> {
  requirePermission(ctx.actor, "regions:write");
  const { name, ...draft } = parseInput(createRegionInput, rawInput);
  const fields = newFields(ctx.config, name, draft);

  return inTransaction(ctx, async (tx) => {
    const isNew = await insertRegion(tx, name, fields, ctx.clock.now());
    if (!isNew) throw new DomainError("CONFLICT", `There is a region ${name} already. Change that one.`);
    recordEvent(ctx, tx, {
      type: "cdn_region_saved",
      subject: { kind: "region", id: name },
      data: { name, change: "created", provider: fields.provider, baseUrl: fields.baseUrl },
    });
    const record = await findRegion(tx, name);
    if (!record) throw notFound("region");
    return toRegionView(ctx, record, noFiles());
  });
}
