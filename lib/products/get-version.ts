import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { versionIdInput } from "#lib/products/input.ts";
import { findVersionRow } from "#lib/products/store-versions.ts";
import type { VersionView } from "#lib/products/view.ts";

/** Reads one version. Throws NOT_FOUND. */
export async function getVersion(ctx: Context, rawInput: unknown): Promise<VersionView> {
  requirePermission(ctx.actor, "versions:read");
  const { versionId } = parseInput(versionIdInput, rawInput);
  const version = await findVersionRow(ctx.db, versionId);
  if (!version) throw notFound("version");
  return version;
}
