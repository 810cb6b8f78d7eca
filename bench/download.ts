import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { openBench, type BenchContext } from "./lib/context.ts";
import { APP, insertDevices } from "./lib/devices.ts";
import type { Figure } from "./lib/figure.ts";
import { toLine } from "./lib/load.ts";
import { percentile } from "./lib/measure.ts";
import { startNginx } from "./lib/nginx.ts";
import { startProgram } from "./lib/program.ts";
import { watchMemory } from "./lib/watch-memory.ts";

const MEBIBYTE = 1_048_576;
const FILE_MEBIBYTES = 100;
const PARALLEL = 10;
const TIMES = 2;
const ROUNDS = 3;

/** Ten downloads of 100 MB at once, beside nginx with sendfile; and what the gateway's memory grows by meanwhile. */
export async function measureDownloads(serverUrl: string, scale: number): Promise<Figure[]> {
  const ctx = await openBench(serverUrl);
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-bench-files-"));
  const [device] = await insertDevices(ctx, 1);
  const sha256 = await insertFile(ctx, folder, Math.ceil(FILE_MEBIBYTES * scale));
  const gateway = await startProgram("gateway", ctx.handle.url ?? "", { UPLOAD_DIR: folder });
  const nginx = await startNginx(folder);
  try {
    const target = `/api/v1/device/${device?.id}/artifacts/${sha256}/image.bin`;
    const ours = toLine("GET", target, { authorization: `Bearer ${device?.token}` });
    const theirs = toLine("GET", "/image.bin", {});
    const memory = watchMemory(gateway.pid);
    const rates: { ours: number; theirs: number | null }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const reference = nginx && (await download(nginx.port, theirs));
      rates.push({ ours: await download(gateway.port, ours), theirs: reference });
    }
    return toFigures(rates, memory.stop());
  } finally {
    await gateway.stop();
    nginx?.stop();
    await ctx.handle.close();
    await rm(folder, { recursive: true });
  }
}

function toFigures(rates: { ours: number; theirs: number | null }[], grownBytes: number): Figure[] {
  const middle = (values: number[]) => percentile(values, 0.5);
  const shares = rates.flatMap(({ ours, theirs }) => (theirs === null ? [] : [(100 * ours) / theirs]));
  const references = rates.flatMap(({ theirs }) => theirs ?? []);
  const common = { database: "postgres" } as const;
  return [
    {
      ...common,
      id: "download-rate",
      what: `${PARALLEL} downloads of ${FILE_MEBIBYTES} MB at once`,
      value: middle(rates.map(({ ours }) => ours)) / 1e6,
      unit: "MB/s",
      target: null,
      reference: references.length > 0 ? { what: "nginx with sendfile", value: middle(references) / 1e6 } : null,
    },
    ...(shares.length === 0
      ? []
      : [
          {
            ...common,
            id: "download-share",
            what: "Throughput of downloads, share of nginx's",
            value: middle(shares),
            unit: "%",
            target: { comparison: "atLeast" as const, value: 80 },
            reference: null,
          },
        ]),
    {
      ...common,
      id: "download-memory",
      what: "What the gateway's memory grows by during downloads",
      value: grownBytes / MEBIBYTE,
      unit: "MiB",
      target: { comparison: "atMost", value: 100 },
      reference: null,
    },
  ];
}

async function insertFile(ctx: BenchContext, folder: string, mebibytes: number): Promise<string> {
  const store = openBlobStore({ uploadDir: folder });
  const staged = await store.stage(zeros(mebibytes), (mebibytes + 1) * MEBIBYTE);
  await staged.keep();
  await staged.discard();
  const { sha256, sha1, md5, size } = staged;
  await symlink(path.join(folder, store.pathOf(sha256)), path.join(folder, "image.bin"));
  const product = await ctx.db.product.create({ data: { slug: APP, name: APP, kind: "firmware" } });
  const version = await createVersion(ctx, { productId: product.id, version: "1.0.0" });
  await ctx.db.file.create({
    data: {
      versionId: version.id,
      fileName: "image.bin",
      filePath: store.pathOf(sha256),
      fileSize: BigInt(size),
      mimeType: "application/octet-stream",
      ...{ sha256, sha1, md5 },
      uploadedBy: {},
    },
  });
  return sha256;
}

async function* zeros(mebibytes: number) {
  const chunk = Buffer.alloc(MEBIBYTE);
  for (let index = 0; index < mebibytes; index++) yield await Promise.resolve(chunk);
}

/** Bytes per second of all downloads together. */
async function download(port: number, request: string): Promise<number> {
  const program = path.join(import.meta.dirname, "lib/download-child.ts");
  const child = fork(program, [String(port), String(PARALLEL), String(TIMES)]);
  child.send(request);
  const failed = once(child, "exit").then(() => {
    throw new Error("A download failed.");
  });
  const [rate] = (await Promise.race([once(child, "message"), failed])) as [number];
  return rate;
}
