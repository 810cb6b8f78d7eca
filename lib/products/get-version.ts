import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { versionIdInput } from "#lib/products/input.ts";
import { findVersionId, findVersionRow } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

/** Reads one version. Throws NOT_FOUND. */
export async function getVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "versions:read");
  const { versionId } = parseInput(versionIdInput, rawInput);
  return requireVersion(ctx.db, versionId);
}

/** Reads a version of a product by its number or id, as addresses of pages name it. Throws NOT_FOUND. */
export async function getVersionOf(ctx: Context, productId: string, versionOrId: string): Promise<VersionView> {
  requirePermission(ctx.actor, "versions:read");
  const id = await findVersionId(ctx.db, productId, versionOrId);
  if (id === null) throw notFound("version");
  return requireVersion(ctx.db, id);
}

/** Reads one version, without asking for permission. Throws NOT_FOUND. */
export async function requireVersion(db: Queryable, versionId: string): Promise<VersionView> {
  const version = await findVersionRow(db, versionId);
  if (!version) throw notFound("version");
  return version;
}
