import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { fileIdInput, listFilesInput } from "#lib/artifacts/input.ts";
import { findVersionFile, selectVersionFiles } from "#lib/artifacts/store-files.ts";
import type { FileView } from "#lib/artifacts/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

/** Reads one file of a version. Throws NOT_FOUND. */
export async function getFile(ctx: Context, rawInput: unknown): Promise<FileView> {
  requirePermission(ctx.actor, "versions:read");
  const { fileId } = parseInput(fileIdInput, rawInput);
  const file = await findVersionFile(ctx.db, fileId);
  if (!file) throw notFound("file");
  return file;
}

/** Pages through a version's files by name. A version that is not there has none. */
export async function listFiles(ctx: Context, rawInput: unknown): Promise<Page<FileView>> {
  requirePermission(ctx.actor, "versions:read");
  const { versionId, limit, cursor } = parseInput(listFilesInput, rawInput);
  const [after] = decodeCursor(cursor, z.tuple([z.string()])) ?? [null];
  const files = await selectVersionFiles(ctx.db, { versionId, after, limit });
  return toPage(
    files,
    limit,
    (file) => file,
    (file) => [file.fileName],
  );
}
