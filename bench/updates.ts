import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { openBench, type BenchContext } from "./lib/context.ts";
import type { Figure } from "./lib/figure.ts";
import { load, toLine, type LoadResult } from "./lib/load.ts";
import { percentile } from "./lib/measure.ts";
import { startProgram } from "./lib/program.ts";

const PRODUCTS = 1_000;
const VERSIONS = 100;
const REQUESTS = 100_000;
const ROUNDS = 3;
const CONNECTIONS = 32;
const CHECK = "/api/distribution/updates/check";
/** Of a hundred clients so many are behind the newest version, as in the days after a release. */
const BEHIND = 10;

/** Update checks of clients of many products, beside a bare server. `scale` below 1 is for a quick look. */
export async function measureUpdates(serverUrl: string, scale: number): Promise<Figure[]> {
  const ctx = await openBench(serverUrl);
  const products = Math.max(1, Math.ceil(PRODUCTS * scale));
  await insertProducts(ctx, products);
  const gateway = await startProgram("gateway", ctx.handle.url ?? "");
  const bare = await startBare();
  try {
    const requests = Array.from({ length: REQUESTS }, (_, index) => checkLine(index, products));
    // Every product is read once; from then on answers come from memory.
    await load({ port: gateway.port, requests: requests.slice(0, products * 2), once: true });
    const pairs: { ours: LoadResult; theirs: LoadResult }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const theirs = await load({ port: bare.port, requests, connections: CONNECTIONS });
      const ours = await load({ port: gateway.port, requests, connections: CONNECTIONS });
      const others = Object.keys(ours.statuses).filter((status) => status !== "200");
      if (others.length > 0) throw new Error(`Only 200 was expected: ${JSON.stringify(ours.statuses)}.`);
      pairs.push({ ours, theirs });
    }
    return toFigures(pairs, products);
  } finally {
    await gateway.stop();
    bare.stop();
    await ctx.handle.close();
  }
}

function toFigures(pairs: readonly { ours: LoadResult; theirs: LoadResult }[], products: number): Figure[] {
  const middle = (value: (pair: (typeof pairs)[number]) => number) => percentile(pairs.map(value), 0.5);
  const what = `Update checks answered (${products.toLocaleString("en")} products × ${VERSIONS} versions)`;
  return [
    {
      id: "update-check-rate",
      what: `${what}, share of the reference`,
      database: "postgres",
      value: middle(({ ours, theirs }) => (100 * ours.perSecond) / theirs.perSecond),
      unit: "%",
      target: { comparison: "atLeast", value: 60 },
      reference: null,
    },
    {
      id: "update-check-per-second",
      what,
      database: "postgres",
      value: middle(({ ours }) => ours.perSecond),
      unit: "checks/s",
      target: null,
      reference: { what: "bare node:http", value: middle(({ theirs }) => theirs.perSecond) },
    },
  ];
}

function checkLine(index: number, products: number): string {
  const isBehind = index % 100 < BEHIND;
  const body = {
    productId: `bench-${index % products}`,
    currentVersion: `1.${isBehind ? (index * 7) % (VERSIONS - 1) : VERSIONS - 1}.0`,
    channel: "stable",
    platform: "linux",
    arch: "x64",
    clientId: `client-${index}`,
    formats: ["zstd-patch-from", "bsdiff"],
  };
  return toLine("POST", CHECK, { "content-type": "application/json" }, JSON.stringify(body));
}

/** Products with a channel, versions and a file for each, as uploads would have made them. */
async function insertProducts(ctx: BenchContext, products: number): Promise<void> {
  await ctx.db.$executeRaw`
    INSERT INTO products (slug, name, kind) SELECT 'bench-' || n, 'bench-' || n, 'app'
    FROM generate_series(0, ${products - 1}::int) AS n`;
  await ctx.db.$executeRaw`INSERT INTO channels (product_id, name) SELECT id, 'stable' FROM products`;
  // Numbers below ten and above sort alike with their length before them, as precedence keys are made.
  await ctx.db.$executeRaw`
    INSERT INTO versions (product_id, version, major, minor, patch, precedence_key, digest, is_stable, released_by)
    SELECT p.id, '1.' || n || '.0', '1', n::text, '0',
           '111' || '1' || length(n::text) || n || '110' || '~', 'sha256:' || encode(sha256((p.slug || n)::bytea), 'hex'),
           true, '{}'
    FROM products p CROSS JOIN generate_series(0, ${VERSIONS - 1}::int) AS n`;
  await ctx.db.$executeRaw`
    INSERT INTO channel_versions (channel_id, version_id, precedence_key, promoted_at, promoted_by)
    SELECT c.id, v.id, v.precedence_key, now(), '{}' FROM versions v JOIN channels c ON c.product_id = v.product_id`;
  await ctx.db.$executeRaw`
    INSERT INTO cdn_files (file_name, file_path, file_size, mime_type, sha256, sha1, md5, uploaded_by, version_id)
    SELECT 'app-' || version || '-linux-x64.bin', '', 1000000, 'application/octet-stream', substr(digest, 8), '', '',
           '{}', id
    FROM versions`;
  await ctx.db.$executeRaw`ANALYZE`;
}

async function startBare(): Promise<{ port: number; stop(): void }> {
  const child = fork(path.join(import.meta.dirname, "lib/bare-server.ts"));
  const [port] = (await once(child, "message")) as [number];
  return { port, stop: () => void child.kill() };
}
