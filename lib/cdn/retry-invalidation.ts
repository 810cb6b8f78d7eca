import { requirePermission } from "#lib/access/require-permission.ts";
import { invalidationInput } from "#lib/cdn/input.ts";
import { stepPlaces } from "#lib/cdn/store-distributions.ts";
import { findInvalidation, restart } from "#lib/cdn/store-invalidations.ts";
import { toInvalidationView, type InvalidationView } from "#lib/cdn/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Lets an invalidation that was given up begin anew. */
export async function retryInvalidation(ctx: Context, rawInput: unknown): Promise<InvalidationView> {
  requirePermission(ctx.actor, "versions:write");
  const { invalidationId } = parseInput(invalidationInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const isRestarted = await restart(tx, invalidationId, now);
    const record = await findInvalidation(tx, invalidationId);
    if (!record) throw notFound("invalidation");
    if (!isRestarted) {
      throw new DomainError("WRONG_STATE", "Only an invalidation that failed can be tried again.", {
        allowedStates: ["failed"],
      });
    }
    const { fileId, region, paths } = record;
    if (fileId !== null) await stepPlaces(tx, { fileId, regions: [region], step: "invalidate" }, now);
    recordEvent(ctx, tx, {
      type: "cdn_invalidation_requested",
      subject: { kind: "region", id: region },
      data: { region, paths, ...(fileId !== null && { fileId }), again: true },
    });
    return toInvalidationView(record);
  });
}
