import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { requireProduct } from "#lib/products/find.ts";
import { listPackagesInput } from "#lib/updates/input.ts";
import { selectPackages } from "#lib/updates/store-packages.ts";
import type { PackageView } from "#lib/updates/view.ts";

const cursorShape = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through a product's packages, the newest first. */
export async function listPackages(ctx: Context, rawInput: unknown): Promise<Page<PackageView>> {
  requirePermission(ctx.actor, "versions:read");
  const { productId, extensionId, version, kind, limit, cursor } = parseInput(listPackagesInput, rawInput);
  const after = decodeCursor(cursor, cursorShape);
  const product = await requireProduct(ctx.db, productId ?? extensionId ?? "");
  return toPage(
    await selectPackages(ctx.db, { productId: product.id, version, kind, after, limit }),
    limit,
    (view) => view,
    (view) => [view.createdAt, view.id],
  );
}
