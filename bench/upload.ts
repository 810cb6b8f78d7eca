import { execFile, fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { request } from "undici";
import { createToken } from "#lib/access/create-token.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { openBench, type BenchContext } from "./lib/context.ts";
import type { Figure } from "./lib/figure.ts";
import { millisOf, percentile } from "./lib/measure.ts";
import { watchMemory } from "./lib/watch-memory.ts";

const run = promisify(execFile);
const MEBIBYTE = 1_048_576;
const FILE_MEBIBYTES = 2_048;
const ROUNDS = 3;
const UPLOADS = "/api/distribution/cdn/uploads";
const SECRET = "a-secret-that-only-the-bench-uses-0123456789";

interface Server {
  url: string;
  pid: number;
  child: ChildProcess;
}

/** An upload of 2 GB over HTTP, hashed three times on its way to the disk, beside `sha256sum` and `cp` of the same file. */
export async function measureUploads(serverUrl: string, scale: number): Promise<Figure[]> {
  const ctx = await openBench(serverUrl);
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-bench-upload-"));
  const server = await startServer(ctx.handle.url ?? "", folder);
  try {
    const { token } = await createToken(ctx, { name: "bench", scopes: ["admin"] });
    const product = await ctx.db.product.create({ data: { slug: "upload", name: "upload", kind: "firmware" } });
    const bytes = Math.ceil(FILE_MEBIBYTES * scale) * MEBIBYTE;
    const file = path.join(folder, "image.bin");
    const rates: { ours: number; reference: number }[] = [];
    // So that what is measured is an upload and not the first call of everything.
    await warmUp(ctx, server, { token, productId: product.id, folder });
    const memory = watchMemory(server.pid);
    for (let round = 0; round < ROUNDS; round++) {
      // Another content each time: one that is there already would cost less.
      await writeRandom(file, bytes);
      const version = await createVersion(ctx, { productId: product.id, version: `1.${round}.0` });
      const reference = await millisOf(() => hashAndCopy(file, path.join(folder, "copy.bin")));
      const ours = await millisOf(() => upload(server.url, { token, versionId: version.id, file, bytes }));
      rates.push({ ours: bytes / ours, reference: bytes / reference });
    }
    return toFigures(rates, memory.stop(), bytes);
  } finally {
    server.child.kill();
    await ctx.handle.close();
    await rm(folder, { recursive: true });
  }
}

type WarmUp = { token: string; productId: string; folder: string };

async function warmUp(ctx: BenchContext, { url }: Server, { token, productId, folder }: WarmUp): Promise<void> {
  const file = path.join(folder, "small.bin");
  const bytes = 64 * MEBIBYTE;
  await writeRandom(file, bytes);
  const { id: versionId } = await createVersion(ctx, { productId, version: "0.1.0" });
  await upload(url, { token, versionId, file, bytes });
}

/** Rates are bytes in a millisecond. */
function toFigures(rates: readonly { ours: number; reference: number }[], grownBytes: number, bytes: number): Figure[] {
  const middle = (values: number[]) => percentile(values, 0.5);
  const database = "postgres" as const;
  const size = `${bytes / MEBIBYTE} MiB`;
  return [
    {
      id: "upload-rate",
      what: `Upload of ${size}, hashed to the disk`,
      database,
      value: middle(rates.map(({ ours }) => ours)) / 1e3,
      unit: "MB/s",
      target: null,
      reference: {
        what: "`sha256sum` and `cp`",
        value: middle(rates.map(({ reference }) => reference)) / 1e3,
      },
    },
    {
      id: "upload-share",
      what: "Throughput of an upload, share of `sha256sum` and `cp`",
      database,
      value: middle(rates.map(({ ours, reference }) => (100 * ours) / reference)),
      unit: "%",
      target: { comparison: "atLeast", value: 70 },
      reference: null,
    },
    {
      id: "upload-memory",
      what: `What the server's memory grows by during uploads of ${size}`,
      database,
      value: grownBytes / MEBIBYTE,
      unit: "MiB",
      target: { comparison: "atMost", value: 64 },
      reference: null,
    },
  ];
}

async function startServer(databaseUrl: string, folder: string): Promise<Server> {
  const child = fork(path.join(import.meta.dirname, "lib/upload-child.ts"), {
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      NEXTAUTH_SECRET: SECRET,
      SLIPWAY_ENCRYPTION_KEY: SECRET,
      SLIPWAY_RATE_LIMITS: "off",
      MAX_FILE_SIZE: String(8_192 * MEBIBYTE),
      UPLOAD_DIR: path.join(folder, "files"),
      LOG_LEVEL: "error",
    },
  });
  const [url] = (await once(child, "message")) as [string];
  return { url, pid: child.pid ?? 0, child };
}

type Upload = { token: string; versionId: string; file: string; bytes: number };

/** As a client of the tus protocol sends a file whose line holds: in one piece. */
async function upload(url: string, { token, versionId, file, bytes }: Upload): Promise<void> {
  const metadata = Object.entries({ versionId, filename: "image.bin" }).map(([key, value]) => `${key} ${btoa(value)}`);
  const headers = { authorization: `Bearer ${token}`, "tus-resumable": "1.0.0" };
  const created = await request(url + UPLOADS, {
    method: "POST",
    headers: { ...headers, "upload-length": String(bytes), "upload-metadata": metadata.join(",") },
  });
  await created.body.dump();
  const sent = await request(url + String(created.headers.location), {
    method: "PATCH",
    headers: {
      ...headers,
      "upload-offset": "0",
      "content-type": "application/offset+octet-stream",
      "content-length": String(bytes),
    },
    body: createReadStream(file, { highWaterMark: MEBIBYTE }),
    headersTimeout: 0,
  });
  const answer = await sent.body.text();
  if (sent.statusCode !== 204) throw new Error(`The upload was refused: ${sent.statusCode} ${answer}`);
}

async function hashAndCopy(file: string, copy: string): Promise<void> {
  await run("sha256sum", [file]);
  await run("cp", [file, copy]);
}

async function writeRandom(file: string, bytes: number): Promise<void> {
  const handle = await open(file, "w");
  const block = randomBytes(MEBIBYTE);
  for (let written = 0; written < bytes; written += MEBIBYTE) {
    block.writeDoubleLE(Math.random(), 0);
    await handle.write(block);
  }
  await handle.close();
}
