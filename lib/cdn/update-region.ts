import { requirePermission } from "#lib/access/require-permission.ts";
import { countFilesOf } from "#lib/cdn/find-regions.ts";
import { updateRegionInput } from "#lib/cdn/input.ts";
import { changedFields, requireChangeable, type RegionDraft } from "#lib/cdn/save-region.ts";
import { movePlaces } from "#lib/cdn/store-distributions.ts";
import { lockRegion, updateRegionRow } from "#lib/cdn/store-regions.ts";
import { toRegionView, type RegionView } from "#lib/cdn/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes a region. With another address or provider its files are brought there anew. */
export async function updateRegion(ctx: Context, rawInput: unknown): Promise<RegionView> {
  requirePermission(ctx.actor, "regions:write");
  const { region: name, ...draft } = parseInput(updateRegionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const record = await lockRegion(tx, name);
    if (!record) throw notFound("region");
    const before = requireChangeable(ctx, record, draft);
    const fields = isSwitchOnly(draft) ? { ...record, ...draft } : changedFields(ctx.config, before, draft);
    const now = ctx.clock.now();
    const after = await updateRegionRow(tx, name, fields, now);
    if (after.baseUrl !== before.baseUrl || after.provider !== before.provider) {
      await movePlaces(tx, { region: name, provider: after.provider, baseUrl: after.baseUrl }, now);
    }
    recordEvent(ctx, tx, {
      type: "cdn_region_saved",
      subject: { kind: "region", id: name },
      data: {
        name,
        change: after.enabled === before.enabled ? "changed" : after.enabled ? "enabled" : "disabled",
        provider: after.provider,
        baseUrl: after.baseUrl,
      },
    });
    return toRegionView(ctx, after, await countFilesOf(tx, name));
  });
}

/** Switching on and off leaves everything else as it is kept, so that it works also where secrets cannot be opened. */
function isSwitchOnly(draft: RegionDraft): draft is { enabled: boolean } {
  return draft.enabled !== undefined && Object.keys(draft).length === 1;
}
