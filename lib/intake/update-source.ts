import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { nameTaken } from "#lib/intake/create-source.ts";
import { requireSource } from "#lib/intake/get-source.ts";
import { updateSourceInput } from "#lib/intake/input-sources.ts";
import { isSourceNameTaken, lockSource, saveSource } from "#lib/intake/store-sources.ts";
import { toSourceView, type SourceView } from "#lib/intake/view-sources.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes what is known of a sender, or switches its address off and on. A revoked one stays revoked. */
export async function updateSource(ctx: Context, rawInput: unknown): Promise<SourceView> {
  requirePermission(ctx.actor, "webhooks:write");
  const { sourceId, ...change } = parseInput(updateSourceInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockSource(tx, sourceId);
    const before = await requireSource(tx, sourceId);
    if (before.revokedAt !== null) {
      throw new DomainError("WRONG_STATE", "This source was revoked. Make a new one.", { allowedStates: ["active"] });
    }
    if (change.name !== undefined && (await isSourceNameTaken(tx, change.name, sourceId))) throw nameTaken(change.name);
    const after = toSourceView(await saveSource(tx, sourceId, change));
    recordEvent(ctx, tx, {
      type: "webhook_source_updated",
      subject: { kind: "source", id: sourceId },
      data: { before: toSourceView(before), after },
    });
    return after;
  });
}
