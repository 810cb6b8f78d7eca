import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { requireVersion } from "#lib/products/get-version.ts";
import { latestVersionInput } from "#lib/products/input.ts";
import { channelNames, findNewestOnChannel } from "#lib/products/store-channels.ts";
import { selectVersions } from "#lib/products/store-versions.ts";
import type { ProductView, VersionView } from "#lib/products/view.ts";

/**
 * Reads the newest version by SemVer precedence that is neither deprecated nor held: of a channel, or of the whole
 * product. NOT_FOUND where there is none.
 */
export async function getLatestVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "versions:read");
  const { productId, extensionId, channel, includePrerelease } = parseInput(latestVersionInput, rawInput);
  const product = await requireProduct(ctx.db, productId ?? extensionId ?? "");
  if (channel !== undefined) return newestOnChannel(ctx, product, channel);

  const latest = await selectLatest(ctx.db, product.id, includePrerelease);
  if (!latest) {
    const hint = includePrerelease ? "" : " Prereleases are left out unless includePrerelease=true.";
    throw new DomainError("NOT_FOUND", `The product ${product.slug} has no released version yet.${hint}`);
  }
  return latest;
}

/** The newest release of a product, for pages that mark it; null where there is none. */
export async function findLatestVersion(ctx: Context, productId: string): Promise<VersionView | null> {
  requirePermission(ctx.actor, "versions:read");
  return selectLatest(ctx.db, productId, false);
}

async function selectLatest(db: Queryable, productId: string, includePrerelease: boolean): Promise<VersionView | null> {
  const query = { productId, includePrerelease, includeDeprecated: false, includeHeld: false, after: null, limit: 1 };
  const [latest] = await selectVersions(db, query);
  return latest?.view ?? null;
}

async function newestOnChannel(ctx: Context, product: ProductView, channel: string): Promise<VersionView> {
  const id = await findNewestOnChannel(ctx.db, product.id, channel);
  if (id !== null) return requireVersion(ctx.db, id);
  const names = await channelNames(ctx.db, product.id);
  throw new DomainError(
    "NOT_FOUND",
    names.includes(channel)
      ? `The channel ${channel} of ${product.slug} offers no version.`
      : `The product ${product.slug} has no channel ${channel}.`,
  );
}
