import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { openEnvironment } from "#lib/builds/seal.ts";
import type { ArtifactListItem, ArtifactView } from "#lib/builds/view.ts";
import { listApiDocuments } from "#lib/diffs/compare-apis.ts";
import { compareDependencies } from "#lib/diffs/compare-dependencies.ts";
import { compareArtifactsInput } from "#lib/diffs/input.ts";
import { compareConfigFiles, compareFiles, openPair, type Compared, type Pair } from "#lib/diffs/open-pair.ts";
import { countEntries, type EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { Contents } from "#lib/diffs/rules/entry.ts";
import { compareEnvironments } from "#lib/diffs/rules/environment-diff.ts";
import type { ArtifactDiffView, ContentView, FilesDiff } from "#lib/diffs/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, encodeCursor } from "#lib/kernel/page.ts";

type Query = z.output<typeof compareArtifactsInput>;

/** Compares two builds: their files (a page of them), dependencies, environments and configuration. */
export async function compareArtifacts(ctx: Context, rawInput: unknown): Promise<ArtifactDiffView> {
  requirePermission(ctx.actor, "versions:read");
  const query = parseInput(compareArtifactsInput, rawInput);

  const pair = await openPair(ctx, query);
  const compared = await compareFiles(ctx, pair);
  const configFiles = compareConfigFiles(pair);
  const [dependencies, environment] = await Promise.all([
    compareDependencies(ctx, pair, compared),
    compareVariables(ctx, pair),
  ]);
  return {
    from: toListItem(pair.from),
    to: toListItem(pair.to),
    files: compared && toFilesDiff(pair, compared, query),
    dependencies,
    environment,
    configFiles: configFiles.changes.filter(isChanged),
    hasImages: pair.from.imageTags.length > 0 && pair.to.imageTags.length > 0,
    hasApiDocuments: [compared, configFiles].some((part) => part !== null && listApiDocuments(part).length > 0),
  };
}

/** The values are opened here, compared, and forgotten; nobody sees them, so no event tells of it. */
async function compareVariables(ctx: Context, { from, to }: Pair): Promise<ArtifactDiffView["environment"]> {
  try {
    const [left, right] = await Promise.all([
      openEnvironment(ctx, ctx.db, from.id),
      openEnvironment(ctx, ctx.db, to.id),
    ]);
    return { variables: compareEnvironments(left, right), unreadable: null };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "UNAVAILABLE") throw error;
    ctx.log.warn({ err: error }, "An environment could not be compared.");
    // By their names at least: the values of those that both have are not known to be the same.
    const namesOf = (build: ArtifactView) => Object.fromEntries(build.environment.map(({ name }) => [name, ""]));
    return { variables: compareEnvironments(namesOf(from), namesOf(to)), unreadable: error.message };
  }
}

function toFilesDiff(pair: Pair, { from, to, changes }: Compared, query: Query): FilesDiff {
  const fitting = changes.filter((change) => fits(change, query));
  const [start] = decodeCursor(query.cursor, z.tuple([z.number().int().nonnegative()])) ?? [0];
  const end = start + query.limit;
  return {
    from: toContentView(pair.from, from),
    to: toContentView(pair.to, to),
    counts: countEntries(changes),
    total: fitting.length,
    entries: fitting.slice(start, end),
    nextCursor: end < fitting.length ? encodeCursor([end]) : null,
  };
}

function fits(change: EntryChange, { status, q }: Query): boolean {
  const isOfStatus = status === undefined ? isChanged(change) : status === "all" || change.status === status;
  return isOfStatus && (!q || change.path.toLowerCase().includes(q.toLowerCase()));
}

function isChanged({ status }: EntryChange): boolean {
  return status !== "unchanged";
}

function toContentView({ file }: ArtifactView, contents: Contents): ContentView | null {
  if (!file) return null;
  const { format, entries, findings, findingCount, unreadable } = contents;
  const { fileName: name, fileSize: size, sha256 } = file;
  return { name, size, sha256, format, entryCount: entries.length, findings, findingCount, unreadable };
}

function toListItem(artifact: ArtifactView): ArtifactListItem {
  const {
    environment: _environment,
    dependencies: _dependencies,
    configFiles: _files,
    metadata: _metadata,
    ...item
  } = artifact;
  return item;
}
