import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { requireProduct } from "#lib/products/find.ts";
import { listVersionsInput } from "#lib/products/input.ts";
import { selectVersions } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

const versionCursor = z.tuple([z.string(), z.uuid()]);

/** Pages through a product's versions, the newest by SemVer precedence first. */
export async function listVersions(ctx: Context, rawInput: unknown): Promise<Page<VersionView>> {
  requirePermission(ctx.actor, "versions:read");
  const { productId, extensionId, cursor, ...filters } = parseInput(listVersionsInput, rawInput);
  const after = decodeCursor(cursor, versionCursor);

  const product = await requireProduct(ctx.db, productId ?? extensionId ?? "");
  // What was promoted to a channel belongs there, whatever its number looks like.
  const includePrerelease = filters.includePrerelease || filters.channel !== undefined;
  return toPage(
    await selectVersions(ctx.db, { ...filters, includePrerelease, productId: product.id, after }),
    filters.limit,
    (row) => row.view,
    (row) => [row.key, row.view.id],
  );
}
