import { Readable } from "node:stream";
import type { BlobStore } from "#lib/artifacts/blobs/blob-store.ts";
import { DiskStore } from "#lib/artifacts/blobs/disk-store.ts";
import type { Paper } from "#lib/diffs/report/paper.ts";
import type { ReportData } from "#lib/diffs/report/report-data.ts";
import type { Manifest } from "#lib/diffs/rules/dependencies-diff.ts";
import type { Contents, Entry } from "#lib/diffs/rules/entry.ts";
import type { DataFormat, StructureDiff } from "#lib/diffs/rules/structure-diff.ts";
import * as rules from "#lib/diffs/rules/text-diff.ts";
import type { TextComparison } from "#lib/diffs/rules/text-diff.ts";
import { findKept, getContents } from "#lib/diffs/unpack/kept-contents.ts";
import { keptFolder, readText, TextGone } from "#lib/diffs/unpack/kept-texts.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { ApiComparison } from "#lib/openapi/compare-documents.ts";

/** A content of the store, and what it is called. */
export interface StoredContent {
  sha256: string;
  name: string;
  /** Bytes. */
  size: number;
}

/** Where a text is: in a content that was unpacked, or here. */
export type TextPlace = { content: StoredContent; entry: Entry } | { text: string };

/**
 * What is done beside the process that answers requests: it takes long, and strangers' bytes are read in it. Libraries
 * that only some jobs need are loaded by those, since somebody waits for the first job of a thread.
 */
export const jobs = {
  listContents,
  listLayer,
  compareTexts,
  countLines,
  compareApis,
  compareStructures,
  readManifests,
  renderReport: (_config: Config, data: ReportData): Promise<Uint8Array> => setReport(data),
  renderPaper: (_config: Config, paper: Paper): Promise<Uint8Array> => setPaper(paper),
};

async function setPaper(paper: Paper): Promise<Uint8Array> {
  const { renderPaper } = await import("#lib/diffs/report/render-paper.ts");
  return renderPaper(paper);
}

async function setReport(data: ReportData): Promise<Uint8Array> {
  const { renderReport } = await import("#lib/diffs/report/render-report.ts");
  return renderReport(data);
}

export type Jobs = typeof jobs;
export type JobName = keyof Jobs;

async function listContents(config: Config, { sha256, name, size }: StoredContent): Promise<Contents> {
  const store = await openStore(config);
  return getContents(keptFolder(config.uploadDir), sha256, { name, size, open: (range) => store.open(sha256, range) });
}

/** The files of an image's layer. Null where they are not known and no bytes were given. */
async function listLayer(
  config: Config,
  { sha256, bytes }: { sha256: string; bytes: Uint8Array | null },
): Promise<Contents | null> {
  const folder = keptFolder(config.uploadDir);
  if (bytes === null) return findKept(folder, sha256);
  const open = (range?: { start: number; end: number }) =>
    Promise.resolve(Readable.from([Buffer.from(range ? bytes.subarray(range.start, range.end + 1) : bytes)]));
  return getContents(folder, sha256, { name: "layer", size: bytes.length, open });
}

async function compareTexts(
  config: Config,
  pair: { from: TextPlace | null; to: TextPlace | null },
): Promise<TextComparison> {
  return rules.compareTexts(await textOf(config, pair.from), await textOf(config, pair.to));
}

/** Lines that came and went, and those that were there before, of each pair. */
export interface LineCounts {
  added: number;
  removed: number;
  before: number;
}

async function countLines(
  config: Config,
  pairs: readonly { from: TextPlace | null; to: TextPlace | null }[],
): Promise<LineCounts[]> {
  const counts: LineCounts[] = [];
  for (const pair of pairs) {
    const { blocks, fromCount } = await compareTexts(config, pair);
    counts.push({ ...rules.countLines(blocks), before: fromCount });
  }
  return counts;
}

async function compareApis(config: Config, pair: { from: TextPlace; to: TextPlace }): Promise<ApiComparison> {
  const { compareDocuments } = await import("#lib/openapi/compare-documents.ts");
  return compareDocuments(await textOf(config, pair.from), await textOf(config, pair.to));
}

async function compareStructures(
  config: Config,
  pair: { format: DataFormat; from: TextPlace; to: TextPlace },
): Promise<StructureDiff | null> {
  const { compareDocuments } = await import("#lib/diffs/rules/structure-diff.ts");
  return compareDocuments(pair.format, await textOf(config, pair.from), await textOf(config, pair.to));
}

async function readManifests(
  config: Config,
  places: readonly { path: string; place: TextPlace }[],
): Promise<Manifest[]> {
  const { readManifest } = await import("#lib/diffs/rules/lock-files.ts");
  const found: Manifest[] = [];
  for (const { path, place } of places) {
    const manifest = readManifest(path, await textOf(config, place));
    if (manifest) found.push(manifest);
  }
  return found;
}

/** The client of a bucket alone takes a third of a second to load. */
async function openStore(config: Config): Promise<BlobStore> {
  if (!config.s3) return new DiskStore(config.uploadDir);
  const { openBlobStore } = await import("#lib/artifacts/blobs/open-store.ts");
  return openBlobStore(config);
}

/** Where what was unpacked is gone, it is unpacked again: the same content always comes to lie at the same places. */
async function textOf(config: Config, place: TextPlace | null): Promise<string> {
  if (place === null) return "";
  if ("text" in place) return place.text;
  const { content, entry } = place;
  const read = () => readText(keptFolder(config.uploadDir), content.sha256, entry);
  const text = await read().catch(async (error: unknown) => {
    if (!(error instanceof TextGone)) throw error;
    await listContents(config, content);
    return read();
  });
  return text.toString("utf8");
}
