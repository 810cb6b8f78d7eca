import { requirePermission } from "#lib/access/require-permission.ts";
import type { DownloadableFile } from "#lib/artifacts/download.ts";
import { findVersionFile } from "#lib/artifacts/store-files.ts";
import { requireArtifact } from "#lib/builds/find.ts";
import { artifactIdInput } from "#lib/builds/input.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Finds the file that a build brought forth, to be sent. Throws NOT_FOUND, also for a build without a file. */
export async function getArtifactFile(ctx: Context, rawInput: unknown): Promise<DownloadableFile> {
  requirePermission(ctx.actor, "versions:read");
  const { artifactId } = parseInput(artifactIdInput, rawInput);

  const artifact = await requireArtifact(ctx.db, artifactId);
  const file = artifact.file && (await findVersionFile(ctx.db, artifact.file.id));
  if (!file)
    throw new DomainError("NOT_FOUND", "This build has no file here: it made an image, or its file was deleted.");
  return {
    sha256: file.sha256,
    name: file.fileName,
    mediaType: file.mimeType,
    size: file.fileSize,
    etag: `"${file.sha256}"`,
    lastModified: new Date(file.uploadedAt),
  };
}
