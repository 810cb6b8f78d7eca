import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createPackage } from "#lib/updates/create-package.ts";
import { makeDelta } from "#lib/updates/deltas/make-delta.ts";
import { orderDeltas } from "#lib/updates/deltas/order-deltas.ts";
import { workOnDeltas } from "#lib/updates/deltas/work-deltas.ts";
import { listPackages } from "#lib/updates/list-packages.ts";
import { DELTA_FORMATS } from "#lib/updates/rules/formats.ts";
import { saveOutcome, takeDelta } from "#lib/updates/store-packages.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { UpdateWorld } from "#lib/testing/update-world.ts";

const LIMITS = { secondsMax: 60, memoryBytesMax: 2 ** 31 };
const first = randomBytes(256 * 1024);
/** The same with a few places changed: what releases look like. */
const second = edit(first);

function edit(content: Buffer): Buffer {
  const edited = Buffer.from(content);
  for (let at = 0; at < edited.length; at += 64 * 1024) edited.write(randomBytes(8).toString("hex"), at);
  return edited;
}

const PATH = process.env.PATH;
afterEach(() => {
  process.env.PATH = PATH;
});

/** Makes a folder in which programs are what the scripts say, and everything else is as usual. */
async function withPrograms(scripts: Record<string, string>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-tools-"));
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(folder, name), 0o755);
  }
  process.env.PATH = `${folder}:${PATH}`;
}

async function twoVersions(ctx: TestContext, newer: Buffer = second): Promise<UpdateWorld> {
  const world = await UpdateWorld.with(ctx);
  await world.addVersion("1.0.0", { files: { "app-1.0.0.bin": first } });
  await world.addVersion("1.1.0", { files: { "app-1.1.0.bin": newer } });
  return world;
}

const deltasOf = async (world: UpdateWorld) =>
  (await listPackages(world.ctx, { productId: world.slug, kind: "delta" })).items;

describeWithDatabase("Deltas", (getCtx) => {
  it("are ordered with the files, made by each tool, proved, and the smallest wins", async () => {
    const ctx = {
      ...getCtx(),
      config: { ...getCtx().config, dataDir: await mkdtemp(path.join(tmpdir(), "slipway-")) },
    };
    const world = await twoVersions(ctx);
    await workOnDeltas(ctx);
    const deltas = await deltasOf(world);
    expect(deltas.map((delta) => delta.format).sort()).toEqual([...DELTA_FORMATS].sort());
    for (const delta of deltas) {
      expect(delta).toMatchObject({ state: "ready", fromVersion: "1.0.0", toVersion: "1.1.0", isImproving: false });
      expect(delta.savedShare).toBeGreaterThan(0.9);
    }
    const levels = deltas.find((delta) => delta.format === "zstd-patch-from")?.attempts.map(({ level }) => level);
    expect(levels).toEqual([3, 19]);

    const smallest = Math.min(...deltas.map((delta) => delta.packageSize ?? Infinity));
    const update = await world.update({ formats: [...DELTA_FORMATS] });
    expect(update.package).toMatchObject({ isDelta: true, deltaFromVersion: "1.0.0", size: smallest });
    expect(update.fallback).toMatchObject({ isDelta: false, size: second.length });
    expect((await world.update({ formats: ["xdelta3"] })).package?.format).toBe("xdelta3");
    expect((await world.update({})).package?.isDelta).toBe(false);
    expect(await readdir(path.join(ctx.config.dataDir, "deltas"))).toEqual([]);
    await rm(ctx.config.dataDir, { recursive: true });
  });

  it("that save too little are dropped, with the reason", async () => {
    const ctx = getCtx();
    const world = await twoVersions(ctx, randomBytes(64 * 1024));
    await workOnDeltas(ctx);
    const deltas = await deltasOf(world);
    expect(deltas.map(({ state }) => state)).toEqual(["dropped", "dropped", "dropped"]);
    expect(deltas[0]?.reason).toMatch(/less than 10 %/);
    expect((await world.update({ formats: [...DELTA_FORMATS] })).package?.isDelta).toBe(false);
  });

  it("fail alone where a tool is missing, killed, or lies", async () => {
    const ctx = getCtx();
    await withPrograms({ bsdiff: "kill -9 $$", xdelta3: 'for out; do :; done; echo lies > "$out"', zstd: "exit 127" });
    const world = await twoVersions(ctx);
    await workOnDeltas(ctx);
    const byFormat = new Map((await deltasOf(world)).map((delta) => [delta.format, delta]));
    expect(byFormat.get("zstd-patch-from")).toMatchObject({
      state: "failed",
      reason: "zstd is not installed on this server.",
    });
    expect(byFormat.get("bsdiff")).toMatchObject({ state: "failed", reason: "bsdiff was killed (SIGKILL)." });
    expect(byFormat.get("bsdiff")?.attempts).toHaveLength(3);
    expect(byFormat.get("xdelta3")?.reason).toBe("What xdelta3 made does not lead to the newer file.");
    expect((await world.update({ formats: [...DELTA_FORMATS] })).package?.isDelta).toBe(false);

    process.env.PATH = PATH;
    const again = await createPackage(ctx, { productId: world.slug, fromVersion: "1.0.0", toVersion: "1.1.0" });
    expect([again, ...again.others].map(({ state }) => state)).toEqual(["queued", "queued", "queued"]);
    await workOnDeltas(ctx);
    expect((await world.update({ formats: [...DELTA_FORMATS] })).package?.isDelta).toBe(true);
  });

  it("are made by another process where one was killed", async () => {
    const ctx = getCtx();
    const world = await twoVersions(ctx);
    await orderDeltas(ctx);
    const lost = { leaseUntil: new Date(ctx.clock.now().getTime() + 1_000), state: "making" };
    await ctx.db.updatePackage.updateMany({ where: { productId: world.productId, isDelta: true }, data: lost });
    expect(await workOnDeltas(ctx)).toEqual(lost.leaseUntil);
    expect((await deltasOf(world))[0]?.state).toBe("making");
    ctx.clock.advance({ seconds: 2 });
    await workOnDeltas(ctx);
    expect((await deltasOf(world)).map(({ state }) => state)).toEqual(["ready", "ready", "ready"]);
  });

  it("are not overwritten by a process that lost its lease", async () => {
    const ctx = getCtx();
    await ctx.db.updatePackage.deleteMany({ where: { isDelta: true } });
    await twoVersions(ctx);
    await orderDeltas(ctx);
    await ctx.db.updatePackage.deleteMany({ where: { isDelta: true, format: { not: "xdelta3" } } });
    const take = () => takeDelta(ctx.db, ctx.clock.now(), new Date(ctx.clock.now().getTime() + 1_000));
    const slow = await take();
    ctx.clock.advance({ seconds: 2 });
    const quick = await take();
    expect(quick?.id).toBe(slow?.id);
    const outcome = { attempt: { format: "xdelta3" as const }, pendingPass: null, reason: null };
    const save = (job: typeof slow, state: "ready" | "failed") =>
      inTransaction(ctx, (tx) => saveOutcome(tx, job!, { ...outcome, state }, ctx.clock.now()));
    expect(await save(slow, "failed")).toBe(false);
    expect(await save(quick, "ready")).toBe(true);
    expect(await save(slow, "failed")).toBe(false);
    expect(await ctx.db.updatePackage.findUnique({ where: { id: slow!.id } })).toMatchObject({ state: "ready" });
    await ctx.db.updatePackage.deleteMany({ where: { isDelta: true } });
  });

  it("are refused across a floor, from what is not older, and without files", async () => {
    const ctx = getCtx();
    const world = await twoVersions(ctx);
    await world.addVersion("1.2.0", { files: { "app-1.2.0.bin": edit(second) } });
    await world.addVersion("1.3.0", { files: {} });
    await ctx.db.version.updateMany({
      where: { productId: world.productId, version: "1.1.0" },
      data: { isFloor: true },
    });
    const ask = (input: object) => createPackage(ctx, { productId: world.slug, ...input });
    await expect(ask({ fromVersion: "1.0.0", toVersion: "1.2.0" })).rejects.toThrow("1.1.0 must be run on the way");
    await expect(ask({ fromVersion: "1.2.0", toVersion: "1.1.0" })).rejects.toThrow("is not older");
    await expect(ask({ toVersion: "1.3.0" })).rejects.toMatchObject({ code: "IMPOSSIBLE" });
    await expect(ask({ toVersion: "1.2.0", isDelta: true })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const full = await ask({ toVersion: "1.2.0", releaseNotes: "Faster." });
    expect(full).toMatchObject({ isDelta: false, state: "ready", releaseNotes: "Faster.", others: [] });
  });

  it("go with the file that they make", async () => {
    const ctx = getCtx();
    const world = await twoVersions(ctx);
    await workOnDeltas(ctx);
    const made = await ctx.db.updatePackage.findMany({ where: { productId: world.productId, isDelta: true } });
    await ctx.db.file.deleteMany({ where: { fileName: "app-1.1.0.bin", version: { productId: world.productId } } });
    expect(await deltasOf(world)).toEqual([]);
    expect(await ctx.db.file.count({ where: { id: { in: made.flatMap((row) => row.fileId ?? []) } } })).toBe(0);
  });

  it("stay within the limits of time and memory", async () => {
    const ctx = getCtx();
    const world = await twoVersions(ctx);
    const [older, newer] = await ctx.db.file.findMany({
      where: { version: { productId: world.productId } },
      orderBy: { fileName: "asc" },
    });
    const folder = await mkdtemp(path.join(tmpdir(), "slipway-limits-"));
    const wanted = { level: 19, baseSha256: older?.sha256 ?? "", resultSha256: newer?.sha256 ?? "", folder };
    const make = (limits: Partial<typeof LIMITS>) =>
      makeDelta(openBlobStore(ctx.config), { ...wanted, format: "zstd-patch-from" }, { ...LIMITS, ...limits });
    await mkdir(folder, { recursive: true });
    await expect(make({ memoryBytesMax: 12 * 2 ** 20 })).rejects.toThrow(/more memory than the 12 MiB|failed|killed/);
    await withPrograms({ zstd: "sleep 30" });
    await expect(make({ secondsMax: 0.2 })).rejects.toThrow("took longer than 0.2 seconds");
    await rm(folder, { recursive: true });
  });
});
