import { mayDo, reachOf } from "#lib/access/rules/actor.ts";
import type { DownloadableFile } from "#lib/artifacts/download.ts";
import type { AddressedFile } from "#lib/artifacts/rules/file-address.ts";
import { cacheControlOf, judgeDemand } from "#lib/artifacts/rules/file-access.ts";
import { readLink, type LinkSignature } from "#lib/artifacts/sign-link.ts";
import { findPublishedFile } from "#lib/artifacts/store-files.ts";
import type { Context } from "#lib/kernel/context.ts";
import { assertNever, DomainError, notFound } from "#lib/kernel/errors.ts";

/**
 * Finds the file at an address with its hash, for whoever may have it: everybody, where its product is not private; else
 * devices, people and programs that may read its versions, and who has a signed link. Throws NOT_FOUND, and FORBIDDEN for a
 * link that is over.
 */
export async function openAddress(
  ctx: Context,
  address: AddressedFile,
  signature: LinkSignature = {},
): Promise<DownloadableFile> {
  const now = ctx.clock.now();
  const file = await findPublishedFile(ctx.db, address, reachOf(ctx.actor));
  if (!file) throw notFound("file");
  const isKnown = ctx.actor.kind === "device" || (mayDo(ctx.actor, "versions:read") && file.isReached);
  const link = readLink(ctx.config, address, signature, now);
  const verdict = judgeDemand({ ...file, isKnown, link }, now);
  switch (verdict) {
    case "unknown":
      throw notFound("file");
    case "linkExpired":
      throw new DomainError("FORBIDDEN", "This link is over. Ask whoever gave it to you for a new one.");
    case "fileExpired":
      throw new DomainError("NOT_FOUND", "This file has expired and is not handed out any more.");
    case "allowed":
      return {
        sha256: address.sha256,
        name: address.fileName,
        mediaType: file.mimeType,
        size: file.fileSize,
        etag: `"${address.sha256}"`,
        lastModified: file.uploadedAt,
        cacheControl: cacheControlOf(file, now),
        ...(file.expiresAt && { expiresAt: file.expiresAt }),
      };
    default:
      return assertNever(verdict);
  }
}
