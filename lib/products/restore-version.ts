import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireVersion } from "#lib/products/get-version.ts";
import { versionIdInput } from "#lib/products/input.ts";
import { lockVersionRow, saveDeprecation } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

/** Takes a deprecation back; on its channels the version is offered again. Restoring it twice changes nothing. */
export async function restoreVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { versionId } = parseInput(versionIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const version = await lockVersionRow(tx, versionId);
    if (!version) throw notFound("version");
    if (!version.isDeprecated) return version;
    await saveDeprecation(tx, version, null);
    recordEvent(ctx, tx, {
      type: "version_restored",
      subject: { kind: "version", id: versionId },
      productId: version.productId,
      data: { version: version.version },
    });
    return requireVersion(tx, versionId);
  });
}
