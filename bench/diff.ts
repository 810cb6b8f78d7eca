import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { createArtifact } from "#lib/builds/create.ts";
import { compareArtifacts } from "#lib/diffs/compare-artifacts.ts";
import { compareFile } from "#lib/diffs/compare-file.ts";
import { warmUp } from "#lib/diffs/worker/run-job.ts";
import { shareRuntime } from "#lib/kernel/runtime.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { openBench, type BenchContext } from "./lib/context.ts";
import type { Figure } from "./lib/figure.ts";
import { millisOf } from "./lib/measure.ts";

const FILES = 5_000;
const LINES_PER_FILE = 120;
/** One file in ten changed, as between two releases of a large program. */
const CHANGED_EVERY = 10;
const ASKED_AT_ONCE = 4;
const STARTED_MILLIS = 3_000;

/** Two archives of 5,000 files that nobody compared before: the first view, and the text of every change. */
export async function measureDiff(scale: number): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-bench-diff-"));
  const opened = await openBench(null);
  const ctx = { ...opened, config: { ...opened.config, uploadDir: path.join(folder, "files") } };
  const { config, log, handle: database } = ctx;
  shareRuntime({ config, log, database, startedAt: new Date(), programDir: path.resolve(import.meta.dirname, "..") });
  try {
    const count = Math.ceil(FILES * scale);
    const archives = [await anArchive(count, false), await anArchive(count, true)] as const;
    const pair = { from: await aBuild(ctx, "1.0.0", archives[0]), to: await aBuild(ctx, "1.1.0", archives[1]) };
    // As the page does before the browser asks.
    warmUp();
    await sleep(STARTED_MILLIS);
    const firstMillis = await millisOf(() => compareArtifacts(ctx, pair));
    const textMillis = await millisOf(() => compareAllTexts(ctx, pair));
    const againMillis = await millisOf(() => compareArtifacts(ctx, pair));
    return toFigures({ firstMillis, textMillis, againMillis, reference: await unpackAndDiff(folder, archives) });
  } finally {
    await ctx.handle.close();
    await rm(folder, { recursive: true });
  }
}

interface Measured {
  firstMillis: number;
  textMillis: number;
  againMillis: number;
  reference: number;
}

function toFigures({ firstMillis, textMillis, againMillis, reference }: Measured): Figure[] {
  const common = { database: "none", unit: "s" } as const;
  const what = `Diff of two archives of ${FILES.toLocaleString("en")} files`;
  return [
    {
      ...{ ...common, id: "diff-first-view", what: `${what}: first view`, value: firstMillis / 1000 },
      target: { comparison: "atMost", value: 1 },
      reference: null,
    },
    {
      ...{
        ...common,
        id: "diff-full",
        what: `${what}: with the text of all changes`,
        value: (firstMillis + textMillis) / 1000,
      },
      target: { comparison: "atMost", value: 5 },
      reference: { what: "tar -xzf of both, then diff -r", value: reference / 1000 },
    },
    {
      ...{ ...common, id: "diff-again", what: `${what}: looked at again`, value: againMillis / 1000 },
      target: null,
      reference: null,
    },
  ];
}

async function anArchive(count: number, isNew: boolean): Promise<Buffer> {
  const archive = pack();
  for (let file = 0; file < count; file++) {
    const isChanged = isNew && file % CHANGED_EVERY === 0;
    const lines = Array.from({ length: LINES_PER_FILE }, (_, line) =>
      isChanged && line % 40 === 20 ? `  return ${file} + ${line}; // new` : `  const value${line} = ${file * line};`,
    );
    archive.entry({ name: `src/part-${file % 100}/file-${file}.ts` }, lines.join("\n"));
  }
  archive.finalize();
  return gzipSync(await buffer(archive), { level: 6 });
}

async function aBuild(ctx: BenchContext, version: string, content: Buffer): Promise<string> {
  const store = openBlobStore(ctx.config);
  const staged = await store.stage(oneChunk(content), content.length);
  await staged.keep();
  await staged.discard();
  const { sha256, sha1, md5, size } = staged;
  const product = await ctx.db.product.upsert({
    where: { slug: "bench-diff" },
    create: { slug: "bench-diff", name: "bench-diff", kind: "app" },
    update: {},
  });
  const { id: versionId } = await createVersion(ctx, { productId: product.id, version });
  const file = await ctx.db.file.create({
    data: {
      ...{ versionId, fileName: `app-${version}.tar.gz`, filePath: store.pathOf(sha256), fileSize: BigInt(size) },
      ...{ mimeType: "application/gzip", sha256, sha1, md5, uploadedBy: {} },
    },
  });
  return (await createArtifact(ctx, { versionId, fileId: file.id })).id;
}

async function* oneChunk(content: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(content);
}

/** A few at a time, as the viewer and the report ask. */
async function compareAllTexts(ctx: BenchContext, pair: { from: string; to: string }): Promise<void> {
  const { files } = await compareArtifacts(ctx, { ...pair, limit: 5_000 });
  const queue = [...(files?.entries ?? [])];
  const next = async () => {
    for (let change = queue.pop(); change !== undefined; change = queue.pop()) {
      const { text } = await compareFile(ctx, { ...pair, path: change.path });
      if (text?.added === 0) throw new Error(`Nothing was found to change in ${change.path}.`);
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, next));
}

/** What a person at a shell would do. */
async function unpackAndDiff(folder: string, archives: readonly Buffer[]): Promise<number> {
  for (const [index, archive] of archives.entries()) {
    await writeFile(path.join(folder, `${index}.tar.gz`), archive);
    await mkdir(path.join(folder, `unpacked-${index}`));
  }
  const script =
    "tar -xzf 0.tar.gz -C unpacked-0; tar -xzf 1.tar.gz -C unpacked-1; diff -r unpacked-0 unpacked-1 > diff.txt; true";
  return millisOf(() => Promise.resolve(execFileSync("sh", ["-c", script], { cwd: folder })));
}
