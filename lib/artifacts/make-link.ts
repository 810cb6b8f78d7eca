import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { makeLinkInput } from "#lib/artifacts/input.ts";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { signedAddress } from "#lib/artifacts/sign-link.ts";
import { findPublishedFile, findVersionFile } from "#lib/artifacts/store-files.ts";
import type { FileLinkView } from "#lib/artifacts/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/**
 * Makes the address of a file: for good where its product is public, from the cache in front of us where the environment
 * names one; else signed and for a while.
 */
export async function makeLink(ctx: Context, rawInput: unknown, origin: string): Promise<FileLinkView> {
  requirePermission(ctx.actor, "versions:read");
  const { fileId, expiresInSeconds } = parseInput(makeLinkInput, rawInput);
  const file = await findVersionFile(ctx.db, fileId);
  const published = file && (await findPublishedFile(ctx.db, file, reachOf(ctx.actor)));
  if (!file || !published) throw notFound("file");
  if (published.isPublic) {
    return { url: (ctx.config.cdn?.baseUrl ?? origin) + fileAddress(file), expiresAt: null };
  }
  const expiresAt = new Date(ctx.clock.now().getTime() + expiresInSeconds * 1_000);
  return { url: origin + signedAddress(ctx.config, file, expiresAt), expiresAt: expiresAt.toISOString() };
}
