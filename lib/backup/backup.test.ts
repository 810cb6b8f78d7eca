import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { keepArchive } from "#lib/backup/keep-archive.ts";
import { verifyArchive } from "#lib/backup/read-archive.ts";
import { BackupError, entriesOf } from "#lib/backup/read-tar.ts";
import { holdsAnything, readScripts } from "#lib/backup/rebuild.ts";
import { restoreArchive } from "#lib/backup/restore-archive.ts";
import { isKept } from "#lib/backup/rules/manifest.ts";
import { connectPostgres, overPglite, type Sql } from "#lib/backup/sql.ts";
import { openBackup } from "#lib/backup/take-backup.ts";
import { openInMemory } from "#lib/database/embedded.ts";
import { flushLastSeen } from "#lib/devices/last-seen.ts";
import { verifyLog } from "#lib/events/audit/verify-log.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { describeWithDatabase, makeTestContext, type LentDatabase, type TestContext } from "#lib/testing/database.ts";
import { createFromTemplate } from "#lib/testing/postgres.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const server = inject("postgres");
const DEVICES = 20;

/** Opens somewhere else to restore to: both engines, so that each is restored from each. */
const TARGETS: [string, () => Promise<LentDatabase>][] = [
  [
    "the embedded database",
    async () => {
      const handle = await openInMemory();
      return { handle, giveBack: () => handle.close() };
    },
  ],
];
if (server) TARGETS.push(["PostgreSQL", () => createFromTemplate(server)]);

async function* read(archive: Uint8Array, step = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < archive.length; at += step) yield Promise.resolve(archive.subarray(at, at + step));
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function takeFrom(ctx: TestContext, files = true): Promise<Buffer> {
  const at = ctx.clock.now();
  const { chunks } = await openBackup({ database: ctx.handle, version: "1.2.3", config: ctx.config, at, files });
  return gather(chunks);
}

async function withSql<Result>({ handle }: TestContext, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  if (handle.pglite) return work(overPglite(handle.pglite));
  const { sql, close } = await connectPostgres(handle.url ?? "");
  try {
    return await work(sql);
  } finally {
    await close();
  }
}

/** The rows of every table, in the spelling of the database and in an order of their own. */
async function contentsOf(ctx: TestContext): Promise<Record<string, string[]>> {
  return withSql(ctx, async (sql) => {
    await sql.run("SET TimeZone = 'UTC'");
    const tables = await sql.query<{ name: string }>(
      "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    );
    const contents: Record<string, string[]> = {};
    for (const { name } of tables.filter((table) => isKept(table.name))) {
      const rows = await sql.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
      contents[name] = rows.map(({ row }) => row).sort();
    }
    return contents;
  });
}

describeWithDatabase("A backup", (getCtx) => {
  let world: RolloutWorld;
  let rolloutId = "";
  let archive: Buffer;
  let before: Record<string, string[]>;
  const content = Buffer.from(`firmware ${"x".repeat(300_000)}`);
  const folders: string[] = [];

  const newFolder = async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "slipway-backup-test-"));
    folders.push(folder);
    return folder;
  };

  /** Restores into another database and another store, and makes a context over them. */
  async function restoreTo(lent: LentDatabase): Promise<TestContext> {
    const there = makeTestContext(lent.handle);
    there.clock = world.ctx.clock;
    there.config = { ...there.config, uploadDir: await newFolder() };
    const { manifest } = await verifyArchive(read(archive));
    const scripts = await readScripts(manifest, process.cwd());
    await withSql(there, (sql) =>
      restoreArchive(read(archive), { sql, manifest, scripts, store: openBlobStore(there.config) }),
    );
    return there;
  }

  beforeAll(async () => {
    const ctx = getCtx();
    world = await RolloutWorld.with(ctx, { devices: DEVICES });
    rolloutId = await world.rollOut({ settings: { batches: [50, 100] } });
    await world.settle();
    // Half of the first batch has answered, and one device is in the middle of it.
    await world.answer(["accepted", "installed", "healthy"], { limit: 5 });
    const updating = (await world.answer(["downloading"], { limit: 1 }))[0];
    expect(updating).toBeDefined();

    const store = openBlobStore(ctx.config);
    const staged = await store.stage(read(content), 1_000_000);
    await staged.keep();
    await staged.discard();
    const version = await ctx.db.version.create({
      data: {
        productId: world.productId,
        version: "9.9.9",
        major: "9",
        minor: "9",
        patch: "9",
        precedenceKey: "9",
        isStable: true,
        releasedBy: {},
      },
    });
    const { sha256: hash, sha1, md5 } = staged;
    const common = { versionId: version.id, mimeType: "application/octet-stream", sha1, md5, uploadedBy: {} };
    const gone = "0".repeat(64);
    await ctx.db.file.createMany({
      data: [
        { ...common, fileName: "firmware.bin", sha256: hash, fileSize: content.length, filePath: store.pathOf(hash) },
        { ...common, fileName: "gone.bin", sha256: gone, fileSize: 3, filePath: store.pathOf(gone) },
      ],
    });

    // Who was seen is noted a moment later, and must not come between the backup and what it is compared with.
    await flushLastSeen(ctx);
    archive = await takeFrom(ctx);
    before = await contentsOf(ctx);
  });
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  it("names every row and file, and what is missing", async () => {
    const { manifest, digest } = await verifyArchive(read(archive));
    const rows = Object.fromEntries(manifest.tables.map((table) => [table.name, table.rows]));
    expect(rows).toEqual(Object.fromEntries(Object.entries(before).map(([name, lines]) => [name, lines.length])));
    expect(rows.devices).toBe(DEVICES);
    expect(manifest.files).toMatchObject({
      areIncluded: true,
      contents: [{ sha256: sha256(content).toString("hex"), bytes: content.length }],
      missing: ["0".repeat(64)],
    });
    expect(manifest.lastEvent.seq).toBe(await getCtx().db.event.count());
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(TARGETS)(
    "is restored to %s, where the rollout goes on and nothing is doubled",
    { timeout: 180_000 },
    async (_name, lend) => {
      const lent = await lend();
      try {
        const there = await restoreTo(lent);
        expect(await contentsOf(there)).toEqual(before);
        expect(await verifyLog({ db: there.db, config: there.config })).toMatchObject({ isSound: true, faults: [] });
        expect(await gather(await openBlobStore(there.config).open(sha256(content).toString("hex")))).toEqual(content);

        const moved = Object.assign(new RolloutWorld(there), world, { ctx: there });
        for (let round = 0; round < 6; round++) {
          await moved.settle();
          await moved.answer(["installed", "healthy"]);
        }
        await moved.settle();
        expect((await moved.see(rolloutId)).status).toBe("completed");
        const actions = await there.db.$queryRaw<{ devices: number; actions: number; closed: number }[]>`
        SELECT count(DISTINCT device_id)::int AS devices, count(*)::int AS actions FROM device_actions
        WHERE rollout_id = ${rolloutId}::uuid`;
        expect(actions[0]).toEqual({ devices: DEVICES, actions: DEVICES });
        const numbers = await there.db.rollout.findMany({ select: { number: true } });
        expect(new Set(numbers.map(({ number }) => number)).size).toBe(numbers.length);
        // Numbers go on behind those that were given.
        const another = await moved.rollOut({ tag: "3.0.0" });
        expect((await moved.see(another)).number).toBeGreaterThan((await moved.see(rolloutId)).number);
        expect(await verifyLog({ db: there.db, config: there.config })).toMatchObject({ isSound: true });
        // The references and triggers that were taken away while rows came in are back.
        await expect(there.db.$executeRaw`
        INSERT INTO device_actions SELECT (a).* FROM (
          SELECT jsonb_populate_record(a, jsonb_build_object('id', 999999, 'device_id', ${randomUUID()}::text)) AS a
          FROM device_actions a LIMIT 1) AS copied`).rejects.toThrow();
      } finally {
        await lent.giveBack();
      }
    },
  );

  it("changes nothing where it fails on the way", async () => {
    const ctx = getCtx();
    const { manifest } = await verifyArchive(read(archive));
    const scripts = await readScripts(manifest, process.cwd());
    const cut = archive.subarray(0, Math.floor(archive.length * 0.6));
    await withSql(ctx, async (sql) => {
      const restoring = restoreArchive(read(cut), { sql, manifest, scripts, store: null });
      await expect(restoring).rejects.toThrow(BackupError);
    });
    expect(await contentsOf(ctx)).toEqual(before);
    expect(await withSql(ctx, holdsAnything)).toBe(true);
  });

  it("is refused where anything of it was changed, cut off or added", async () => {
    for (let at = 0.05; at < 1; at += 0.1) {
      const cut = archive.subarray(0, Math.floor(archive.length * at));
      await expect(verifyArchive(read(cut)), `cut off at ${at}`).rejects.toThrow(BackupError);
    }
    const whole = (await verifyArchive(read(archive))).digest;
    for (const [name, position] of await positionsIn(archive)) {
      const changed = Buffer.from(archive);
      changed[position] = (changed[position] ?? 0) ^ 1;
      const verified = verifyArchive(read(changed)).then(({ digest }) => digest);
      // A change of the manifest that leaves it readable shows in the digest.
      await expect(
        verified.catch((error: unknown) => error),
        name,
      ).resolves.not.toBe(whole);
    }
    await expect(verifyArchive(read(Buffer.from("no archive at all".repeat(100))))).rejects.toThrow(BackupError);
    await expect(verifyArchive(read(Buffer.alloc(0)))).rejects.toThrow(BackupError);
  });

  it("is refused by a program that does not know its migrations", async () => {
    const { manifest } = await verifyArchive(read(archive));
    const newer = { ...manifest, migrations: [...manifest.migrations, { name: "20990101000000_later", checksum: "" }] };
    await expect(readScripts(newer, process.cwd())).rejects.toThrow("with that version or a newer one");
    const [first, ...rest] = manifest.migrations;
    const edited = { ...manifest, migrations: [{ name: first?.name ?? "", checksum: "other" }, ...rest] };
    await expect(readScripts(edited, process.cwd())).rejects.toThrow("is another one here");
  });

  it("gets its name only when it is whole, and takes no other's", async () => {
    const folder = await newFolder();
    const file = path.join(folder, "backup.tar");
    await expect(keepArchive(read(archive.subarray(0, archive.length - 3_000)), file)).rejects.toThrow(BackupError);
    expect(await readdir(folder)).toEqual([]);
    await writeFile(`${file}.part`, "what a killed try left behind, longer than nothing");
    await keepArchive(read(archive), file);
    expect(await readdir(folder)).toEqual(["backup.tar"]);
    expect((await readFile(file)).equals(archive)).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(keepArchive(read(archive), file)).rejects.toThrow("is there already");
  });

  it("leaves nothing behind when its taker leaves", async () => {
    const ctx = getCtx();
    const source = { database: ctx.handle, version: "1.2.3", config: ctx.config, at: ctx.clock.now(), files: false };
    const { chunks } = await openBackup(source);
    await chunks.next();
    await chunks.return(undefined);
    expect((await readdir(ctx.config.uploadDir)).filter((name) => name.startsWith("backup-"))).toEqual([]);
    if (ctx.handle.url) {
      const open = await ctx.db.$queryRaw<unknown[]>`
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'slipway-backup'`;
      expect(open).toEqual([]);
    }
  });
});

/** A place in the middle of each entry. */
async function positionsIn(archive: Buffer): Promise<[string, number][]> {
  const positions: [string, number][] = [];
  let at = 0;
  for await (const { name, size } of entriesOf(read(archive))) {
    if (size > 0) positions.push([name, at + 512 + Math.floor(size / 2)]);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return positions;
}
