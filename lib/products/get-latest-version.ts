import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { latestVersionInput } from "#lib/products/input.ts";
import { selectVersions } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

/** Reads the newest version by SemVer precedence that is not deprecated. NOT_FOUND where there is none. */
export async function getLatestVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "versions:read");
  const { productId, extensionId, includePrerelease } = parseInput(latestVersionInput, rawInput);

  const product = await requireProduct(ctx.db, productId ?? extensionId ?? "");
  const query = { productId: product.id, includePrerelease, includeDeprecated: false, after: null, limit: 1 };
  const [latest] = await selectVersions(ctx.db, query);
  if (!latest) {
    const hint = includePrerelease ? "" : " Prereleases are left out unless includePrerelease=true.";
    throw new DomainError("NOT_FOUND", `The product ${product.slug} has no released version yet.${hint}`);
  }
  return latest.view;
}
