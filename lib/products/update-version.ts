import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireVersion } from "#lib/products/get-version.ts";
import { updateVersionInput } from "#lib/products/input.ts";
import { lockVersionRow, saveVersion } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

/** Changes what a version says of itself: notes, changelog, where it runs. Its number and content stay for good. */
export async function updateVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "versions:write");
  const { versionId, releaseNotes, changelog, isFloor, compatibility, metadata } = parseInput(
    updateVersionInput,
    rawInput,
  );
  const change = {
    ...(releaseNotes !== undefined && { releaseNotes }),
    ...(changelog !== undefined && { changelog }),
    ...(isFloor !== undefined && { isFloor }),
    ...(compatibility !== undefined && { compatibility }),
    ...(metadata !== undefined && { metadata }),
  };

  return inTransaction(ctx, async (tx) => {
    const before = await lockVersionRow(tx, versionId);
    if (!before) throw notFound("version");
    await saveVersion(tx, versionId, change);
    recordEvent(ctx, tx, {
      type: "version_updated",
      subject: { kind: "version", id: versionId },
      productId: before.productId,
      data: {
        version: before.version,
        changed: Object.keys(change),
        // Whoever is offered what depends on these two; texts are too long for the log.
        ...(isFloor !== undefined && { isFloor }),
        ...(compatibility !== undefined && { compatibility }),
      },
    });
    return requireVersion(tx, versionId);
  });
}
