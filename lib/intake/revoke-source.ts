import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { requireSource } from "#lib/intake/get-source.ts";
import { sourceIdInput } from "#lib/intake/input-sources.ts";
import { lockSource, saveSource } from "#lib/intake/store-sources.ts";
import { toSourceView, type SourceView } from "#lib/intake/view-sources.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Ends a sender's address for good. Doing it twice changes nothing; its deliveries stay. */
export async function revokeSource(ctx: Context, rawInput: unknown): Promise<SourceView> {
  requirePermission(ctx.actor, "webhooks:write");
  const { sourceId } = parseInput(sourceIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockSource(tx, sourceId);
    const source = await requireSource(tx, sourceId);
    if (source.revokedAt !== null) return toSourceView(source);
    const revoked = await saveSource(tx, sourceId, { revokedAt: ctx.clock.now(), enabled: false });
    recordEvent(ctx, tx, {
      type: "webhook_source_revoked",
      subject: { kind: "source", id: sourceId },
      data: { name: source.name },
    });
    return toSourceView(revoked);
  });
}
