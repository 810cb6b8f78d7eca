import { createHash, randomUUID } from "node:crypto";
import { appendFile, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { countAnswer, countDownload, flushDownloads } from "#lib/cdn/count-downloads.ts";
import { createRegion } from "#lib/cdn/create-region.ts";
import { pullStats } from "#lib/cdn/pull-stats.ts";
import { readAccessLogs } from "#lib/cdn/read-access-logs.ts";
import { readFileStats, readStats } from "#lib/cdn/read-stats.ts";
import { addCounts, replaceCounts } from "#lib/cdn/store-stats.ts";
import { readLogPlace, takeLog } from "#lib/cdn/take-log.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { aToken, as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const TODAY = "2026-11-22";

interface TestFile {
  id: string;
  sha256: string;
  fileName: string;
}

/** A line as the configurations of docs/cdn.md have nginx and varnishncsa write it. */
function line(
  { sha256: hash, fileName }: TestFile,
  { cache = "HIT", bytes = 100, status = 200, day = "22" } = {},
): string {
  const target = fileAddress({ sha256: hash, fileName });
  return `192.0.2.7 - - [${day}/Nov/2026:05:10:00 +0000] "GET ${target} HTTP/1.1" ${status} ${bytes} "-" "curl/8" ${cache}\n`;
}

const fingerprintOf = (log: string) =>
  createHash("sha256")
    .update(log.slice(0, log.indexOf("\n")))
    .digest("hex");

describeWithDatabase("Statistics of downloads", (getCtx) => {
  let ctx: TestContext;
  let file: TestFile;
  let region: string;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "slipway-logs-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    ctx = getCtx();
    ctx.clock.set(`${TODAY}T12:00:00Z`);
    await ctx.db.fileDay.deleteMany();
    region = `r-${randomUUID().slice(0, 8)}`;
    await createRegion(ctx, { name: region, provider: "nginx", baseUrl: "https://cdn.example.com" });
    file = await aFile();
  });

  async function aFile(hash = sha256(randomUUID()).toString("hex")): Promise<TestFile> {
    const slug = `p-${randomUUID()}`;
    const product = await ctx.db.product.create({ data: { slug, name: slug, kind: "firmware" } });
    const version = await ctx.db.version.create({
      data: {
        productId: product.id,
        ...{ version: "1.0.0", major: "1", minor: "0", patch: "0", precedenceKey: "1", isStable: true, releasedBy: {} },
      },
    });
    const { id } = await ctx.db.file.create({
      data: {
        versionId: version.id,
        ...{ fileName: "root fs.swu", filePath: hash, fileSize: 100n, mimeType: "application/octet-stream" },
        ...{ sha256: hash, sha1: "", md5: "", uploadedBy: {}, uploadedAt: ctx.clock.now() },
      },
    });
    return { id, sha256: hash, fileName: "root fs.swu" };
  }

  const take = (log: string, offset = 0, fingerprint = fingerprintOf(log)) =>
    takeLog(ctx, { region, fingerprint, offset: String(offset) }, () =>
      Promise.resolve(Buffer.from(log.slice(offset))),
    );
  const totalOf = async (of = file) => (await readFileStats(ctx, { fileId: of.id })).total;

  it("of this server itself are written once a minute, and again when the database was away", async () => {
    for (const bytes of [100, 40]) countDownload(ctx, { ...file, bytes, isFromStart: bytes === 100 });
    expect(await totalOf()).toMatchObject({ downloads: 0 });
    const away = { ...ctx, db: { $executeRaw: () => Promise.reject(new Error("away")) } } as unknown as TestContext;
    await flushDownloads(away);
    countDownload(ctx, { ...file, bytes: 100, isFromStart: true });
    await flushDownloads(ctx);
    await flushDownloads(ctx);
    const stats = await readFileStats(ctx, { fileId: file.id, range: "7d" });
    expect(stats.total).toEqual({ downloads: 2, bytes: 240, hits: 0, misses: 0, hitRatio: null });
    expect(stats.regions).toMatchObject([{ region: "origin", downloads: 2 }]);
    expect(stats.days).toHaveLength(7);
    expect(stats.days.at(-1)).toMatchObject({ day: TODAY, regions: [{ region: "origin", bytes: 240 }] });
  });

  it.each<[string, Record<string, unknown>, { downloads: number; bytes: number }]>([
    ["whole", {}, { downloads: 1, bytes: 100 }],
    [
      "a first part",
      { status: 206, headers: { "content-length": "40", "content-range": "bytes 0-39/100" } },
      { downloads: 1, bytes: 40 },
    ],
    [
      "a later part",
      { status: 206, headers: { "content-length": "60", "content-range": "bytes 40-99/100" } },
      { downloads: 0, bytes: 60 },
    ],
    ["a HEAD", { method: "HEAD" }, { downloads: 0, bytes: 0 }],
    ["not modified", { status: 304, headers: {} }, { downloads: 0, bytes: 0 }],
    ["for a cache", { header: (name: string) => (name === "cdn-loop" ? "varnish" : null) }, { downloads: 0, bytes: 0 }],
    [
      "for CloudFront",
      { header: (name: string) => (name === "user-agent" ? "Amazon CloudFront" : null) },
      { downloads: 0, bytes: 0 },
    ],
  ])("of an answer that is %s", async (_case, answer, counted) => {
    const usual = { method: "GET", status: 200, headers: { "content-length": "100" }, header: () => null };
    countAnswer(ctx, { sha256: file.sha256, name: file.fileName }, { ...usual, ...answer });
    await flushDownloads(ctx);
    expect(await totalOf()).toMatchObject(counted);
  });

  it("of an access log count each line once, however often it is sent", async () => {
    const log = line(file) + line(file, { cache: "MISS" }) + "garbage\n" + line(file, { day: "21" });
    expect(await readLogPlace(ctx, { region, fingerprint: fingerprintOf(log) })).toEqual({ offset: 0 });
    const taken = await take(log);
    expect(taken).toEqual({ offset: log.length, lines: 4, downloads: 3 });
    await expect(take(log)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(take(log, 0)).rejects.toThrow(`byte ${log.length}`);
    expect(await totalOf()).toMatchObject({ downloads: 3, bytes: 300, hits: 2, misses: 1 });
    const longer = log + line(file) + line(file).slice(0, 30);
    expect((await take(longer, taken.offset)).downloads).toBe(1);
    expect((await readLogPlace(ctx, { region, fingerprint: fingerprintOf(log) })).offset).toBe(
      log.length + line(file).length,
    );
    expect((await totalOf()).hitRatio).toBe(0.75);
    expect(
      (await readFileStats(ctx, { fileId: file.id })).days.filter(({ regions }) => regions.length > 0),
    ).toHaveLength(2);
  });

  it("of a log that two send at the same time count once", async () => {
    const log = line(file).repeat(50);
    const outcomes = await Promise.allSettled([take(log), take(log), take(log)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    expect((await totalOf()).downloads).toBe(50);
  });

  it("of a log that cannot be one are refused", async () => {
    const log = line(file);
    await expect(take(log, 10)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(take(log, 0, "x")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(
      takeLog(ctx, { region: "nowhere", fingerprint: fingerprintOf(log), offset: 0 }, () =>
        Promise.resolve(Buffer.alloc(0)),
      ),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    const endless = Buffer.alloc(8 * 1_048_576, "x");
    await expect(
      takeLog(ctx, { region, fingerprint: fingerprintOf(log), offset: 0 }, () => Promise.resolve(endless)),
    ).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const operator = as(ctx, aUser("operator"));
    await expect(takeLog(operator, {}, () => Promise.resolve(Buffer.alloc(0)))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("of a log on this machine are read on, also when it was rotated", async () => {
    const name = path.join(folder, `${region}.log`);
    const logs = { ...ctx, config: { ...ctx.config, cdnAccessLogs: [{ region, file: name }] } };
    await readAccessLogs(logs);
    await writeFile(name, "");
    await readAccessLogs(logs);
    await appendFile(name, line(file, { bytes: 1 }));
    await readAccessLogs(logs);
    await appendFile(name, line(file) + line(file).slice(0, 20));
    await readAccessLogs(logs);
    await appendFile(name, line(file).slice(20));
    await readAccessLogs(logs);
    await readAccessLogs(logs);
    expect((await totalOf()).downloads).toBe(3);
    await rename(name, `${name}.1`);
    await writeFile(name, line(file, { bytes: 2 }));
    await readAccessLogs(logs);
    expect((await totalOf()).downloads).toBe(4);
    const old = { ...logs, config: { ...logs.config, cdnAccessLogs: [{ region, file: `${name}.1` }] } };
    await readAccessLogs(old);
    expect((await totalOf()).downloads).toBe(4);
  });

  it("of a provider that tells whole days take the place of what it told before", async () => {
    const told = { ...file, day: TODAY, downloads: 5, bytes: 500, hits: 4, misses: 1 };
    await replaceCounts(ctx.db, region, [told]);
    await replaceCounts(ctx.db, region, [{ ...told, downloads: 7 }]);
    expect(await totalOf()).toMatchObject({ downloads: 7, bytes: 500, hitRatio: 0.8 });
    // Providers that tell nothing are left alone, and one that cannot be asked is noted.
    await ctx.db.cdnRegion.update({ where: { name: region }, data: { provider: "cloudflare" } });
    await pullStats(ctx);
    expect((await totalOf()).downloads).toBe(7);
  });

  it("of a content that two versions have under one name go to the newest; of a file that is gone nowhere", async () => {
    ctx.clock.advance({ minutes: 1 });
    const newer = await aFile(file.sha256);
    const gone = {
      sha256: sha256("gone").toString("hex"),
      fileName: "gone",
      day: TODAY,
      downloads: 1,
      bytes: 1,
      hits: 0,
      misses: 0,
    };
    await addCounts(ctx.db, region, [{ ...gone }, { ...gone, ...file, downloads: 3 }]);
    expect((await totalOf(newer)).downloads).toBe(3);
    expect((await totalOf(file)).downloads).toBe(0);
  });

  it("of all files together name the most downloaded ones", async () => {
    const other = await aFile();
    const counts = { day: TODAY, bytes: 10, hits: 1, misses: 1 };
    await addCounts(ctx.db, region, [
      { ...counts, ...file, downloads: 2 },
      { ...counts, ...other, downloads: 9 },
    ]);
    await addCounts(ctx.db, "origin", [{ ...counts, ...file, downloads: 1 }]);
    const stats = await readStats(ctx, { range: "7d" });
    expect(stats.total).toMatchObject({ downloads: 12, bytes: 30, hitRatio: 0.5 });
    expect(stats.regions.map(({ region: name, downloads }) => [name, downloads])).toEqual([
      [region, 11],
      ["origin", 1],
    ]);
    expect(stats.files.map(({ fileId, downloads }) => [fileId, downloads])).toEqual([
      [other.id, 9],
      [file.id, 3],
    ]);
  });

  it("are for those who may read versions, over known ranges, of known files", async () => {
    const stranger = as(ctx, aToken("devices:read"));
    await expect(readFileStats(stranger, { fileId: file.id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(readStats(stranger, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(readFileStats(ctx, { fileId: file.id, range: "5y" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(readFileStats(ctx, { fileId: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
