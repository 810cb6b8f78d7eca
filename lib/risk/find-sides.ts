import type { FileView } from "#lib/artifacts/view.ts";
import { selectVersionFiles } from "#lib/artifacts/store-files.ts";
import type { ArtifactFileView } from "#lib/builds/view.ts";
import type { Queryable } from "#lib/database/client.ts";
import { openPair, type FilePair } from "#lib/diffs/open-pair.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Sides } from "#lib/risk/gather-change.ts";
import { findBuild } from "#lib/risk/store-history.ts";

const FILES_MAX = 100;

/** Finds what two versions can be compared by: their newest builds, else their files; else a sentence that says why not. */
export async function findSides(
  ctx: Context,
  { fromVersionId, toVersionId }: { fromVersionId: string | null; toVersionId: string | null },
): Promise<Sides | string> {
  if (toVersionId === null) return "The version is not known here, so nothing can be compared.";
  if (fromVersionId === null) return "There is no version before it to compare with.";
  const [from, to] = await Promise.all([findBuild(ctx.db, fromVersionId), findBuild(ctx.db, toVersionId)]);
  if (from !== null && to !== null) return { kind: "builds", pair: await openPair(ctx, { from, to }) };
  const pairs = pairFiles(await filesOf(ctx.db, fromVersionId), await filesOf(ctx.db, toVersionId));
  if (pairs.length > 0) return { kind: "files", pairs };
  return "There is no build or file of both versions to compare.";
}

function filesOf(db: Queryable, versionId: string): Promise<FileView[]> {
  return selectVersionFiles(db, { versionId, after: null, limit: FILES_MAX });
}

/** By name; of two versions with one file each, whatever they are called, since names often carry the version. */
function pairFiles(from: readonly FileView[], to: readonly FileView[]): FilePair[] {
  const [only, other] = [from[0], to[0]];
  if (only && other && from.length === 1 && to.length === 1) return [{ from: toSide(only), to: toSide(other) }];
  if (from.length === 0 || to.length === 0) return [];
  const names = [...new Set([...from, ...to].map(({ fileName }) => fileName))];
  const find = (files: readonly FileView[], name: string) => files.find(({ fileName }) => fileName === name);
  return names.map((name) => ({ from: toSide(find(from, name)), to: toSide(find(to, name)) }));
}

function toSide(file: FileView | undefined): { file: ArtifactFileView | null } {
  if (!file) return { file: null };
  const { id, fileName, fileSize, mimeType, sha256 } = file;
  return { file: { id, fileName, fileSize, mimeType, sha256 } };
}
