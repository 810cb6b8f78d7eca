import { hash } from "node:crypto";
import { requireArtifact } from "#lib/builds/find.ts";
import type { ConfigFile } from "#lib/builds/rules/config-files.ts";
import type { ArtifactView } from "#lib/builds/view.ts";
import { Recent } from "#lib/diffs/recent.ts";
import { compareEntries, findSides, type EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { Contents, Entry } from "#lib/diffs/rules/entry.ts";
import type { StoredContent, TextPlace } from "#lib/diffs/worker/jobs.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";

export interface Pair {
  from: ArtifactView;
  to: ArtifactView;
}

/** Two builds, or versions with a file each, of which only the files count. */
export interface FilePair {
  from: Pick<ArtifactView, "file">;
  to: Pick<ArtifactView, "file">;
}

/** What two builds consist of, and what changed between them. */
export interface Compared {
  from: Contents;
  to: Contents;
  changes: EntryChange[];
  placeOf: (side: "from" | "to", entry: Entry) => TextPlace;
}

/** Of large archives each takes megabytes. */
const COMPARED_KEPT = 6;
const comparisons = new Recent<Compared>(COMPARED_KEPT);
const EMPTY: Contents = { format: "tar", entries: [], findings: [], findingCount: 0, unreadable: null };

/** Reads the two builds. Throws NOT_FOUND. */
export async function openPair(ctx: Context, { from, to }: { from: string; to: string }): Promise<Pair> {
  const [left, right] = await Promise.all([requireArtifact(ctx.db, from), requireArtifact(ctx.db, to)]);
  return { from: left, to: right };
}

/** Who looks at one file after the other need not wait for the same two builds to be read each time. */
const PAIR_KEPT_MILLIS = 10_000;
const pairs = new Recent<Pair>(20);

/** The same, from memory where it was read a moment ago: of a build nothing changes but that its file may be deleted. */
export function openPairAgain(ctx: Context, query: { from: string; to: string }): Promise<Pair> {
  const moment = Math.floor(ctx.clock.now().getTime() / PAIR_KEPT_MILLIS);
  return pairs.get(`${query.from} ${query.to} ${moment}`, () => openPair(ctx, query));
}

/** Compares the files of two builds; null where neither has one. A build without a file counts as an empty archive. */
export async function compareFiles(ctx: Context, { from, to }: FilePair): Promise<Compared | null> {
  if (!from.file && !to.file) return null;
  const key = JSON.stringify([from.file?.sha256, from.file?.fileName, to.file?.sha256, to.file?.fileName]);
  return comparisons.get(key, async () => {
    const [left, right] = await Promise.all([listContents(ctx, from), listContents(ctx, to)]);
    return {
      from: left,
      to: right,
      changes: compareEntries(left, right),
      placeOf: (side, entry) => ({ content: contentOf(side === "from" ? from : to), entry }),
    };
  });
}

/** Compares the configuration files that two build records hold. */
export function compareConfigFiles({ from, to }: Pair): Compared {
  const [left, right] = [toContents(from.configFiles), toContents(to.configFiles)];
  const textOf = (files: readonly ConfigFile[], path: string) =>
    files.find((file) => file.path === path)?.content ?? "";
  return {
    from: left,
    to: right,
    changes: compareEntries(left, right),
    placeOf: (side, entry) => ({ text: textOf((side === "from" ? from : to).configFiles, entry.path) }),
  };
}

/** What a file of a comparison is on both sides, and where its text lies. */
export interface FoundFile {
  change: EntryChange;
  from: { entry: Entry; place: TextPlace } | null;
  to: { entry: Entry; place: TextPlace } | null;
}

/** Finds a file of a comparison by its path. Throws NOT_FOUND. */
export async function findFile(
  ctx: Context,
  pair: Pair,
  { part, path }: { part: "files" | "config"; path: string },
): Promise<FoundFile> {
  const compared = part === "config" ? compareConfigFiles(pair) : await compareFiles(ctx, pair);
  const change = compared?.changes.find((other) => other.path === path);
  if (!compared || !change) throw notFound("file in this comparison");
  const sides = findSides(compared.from, compared.to, change);
  const toFound = (side: "from" | "to") => {
    const entry = sides[side];
    return entry && { entry, place: compared.placeOf(side, entry) };
  };
  return { change, from: toFound("from"), to: toFound("to") };
}

async function listContents(ctx: Context, { file }: Pick<ArtifactView, "file">): Promise<Contents> {
  return file ? runJob(ctx, "listContents", contentOf({ file })) : EMPTY;
}

function contentOf({ file }: Pick<ArtifactView, "file">): StoredContent {
  if (!file) throw new Error("This build has no file.");
  return { sha256: file.sha256, name: file.fileName, size: file.fileSize };
}

function toContents(files: readonly ConfigFile[]): Contents {
  const entries = files.map(({ path, content }): Entry => {
    const size = Buffer.byteLength(content);
    return { path, kind: "text", size, sha256: hash("sha256", content), mode: null, textAt: 0 };
  });
  return { ...EMPTY, entries };
}
