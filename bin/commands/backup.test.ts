import { spawn } from "node:child_process";
import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { verifyLog } from "#lib/events/audit/verify-log.ts";
import { openEmbedded } from "#lib/database/embedded.ts";
import { createProduct } from "#lib/products/create.ts";
import { ApiServer } from "#lib/testing/api-server.ts";
import { describeOnPostgres } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

/** Each step is a process of its own, and some make a database. */
const STORY_MILLIS = 300_000;

const program = path.resolve(import.meta.dirname, "../slipway.ts");

/** One story over both databases: from a server on PostgreSQL to an embedded database, and back over kills. */
describeOnPostgres("slipway backup and restore", (getCtx) => {
  let server: ApiServer;
  let folder = "";
  let token = "";
  const archive = () => path.join(folder, "backup.tar");
  const keys = () => path.join(folder, "backup.keys");

  beforeAll(async () => {
    const ctx = getCtx();
    useAsRuntime(ctx);
    server = await ApiServer.start();
    folder = await mkdtemp(path.join(tmpdir(), "slipway-backup-command-"));
    ({ token } = await createToken(ctx, { name: "backups", scopes: ["backups:read"] }));
    await createProduct(ctx, { slug: "kept", name: "Kept", kind: "app" });
  });
  afterAll(async () => {
    server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  interface Ended {
    code: number | null;
    stdout: string;
    stderr: string;
  }

  function slipway(args: readonly string[], more: Record<string, string>, killAfterMillis?: number): Promise<Ended> {
    const env = { PATH: process.env.PATH ?? "", HOME: folder, NODE_ENV: "test", LOG_LEVEL: "silent", ...more } as const;
    const child = spawn(process.execPath, [program, ...args], { env, cwd: folder });
    const ended: Ended = { code: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
    if (killAfterMillis !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfterMillis);
    return new Promise((resolve) => child.once("close", (code) => resolve({ ...ended, code })));
  }

  const secrets = () => ({
    NEXTAUTH_SECRET: getCtx().config.nextAuthSecret ?? "",
    SLIPWAY_ENCRYPTION_KEY: getCtx().config.encryptionKey ?? "",
    UPLOAD_DIR: path.join(folder, "files"),
  });
  const onPostgres = () => ({ ...secrets(), DATABASE_URL: getCtx().handle.url ?? "" });

  it("asks the running server, and writes the keys to a file of their own", { timeout: STORY_MILLIS }, async () => {
    const args = ["backup", "--url", server.url, "--token", token, "--output", archive(), "--keys", keys()];
    const { code, stdout, stderr } = await slipway(args, onPostgres());
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("whole, taken");
    for (const file of [archive(), keys()]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(archive(), "latin1");
    expect(text).not.toContain(secrets().SLIPWAY_ENCRYPTION_KEY);
    expect(await getCtx().db.event.count({ where: { type: "backup_taken" } })).toBe(1);
    const again = await slipway(args, onPostgres());
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("is there already")]);
    const stranger = await slipway(["backup", "--url", server.url, "--token", "slp_unknown", "--output", "x.tar"], {});
    expect(stranger.code).toBe(3);
    expect(await readdir(folder)).not.toContain("x.tar.part");
  });

  it(
    "restores to a fresh folder, with the keys or not at all, and says whether the log is sound",
    { timeout: STORY_MILLIS },
    async () => {
      const data = path.join(folder, "data");
      const env = { SLIPWAY_DATA_DIR: data };
      const without = await slipway(["restore", archive()], env);
      expect(without.code).toBe(1);
      expect(without.stderr).toContain("Give the file of `slipway backup --keys`");
      await expect(access(path.join(data, "database"))).rejects.toThrow();

      const { code, stdout, stderr } = await slipway(["restore", archive(), "--keys", keys()], env);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain("The event log is sound.");
      expect(JSON.parse(await readFile(path.join(data, "secrets.json"), "utf8"))).toMatchObject({
        encryptionKey: secrets().SLIPWAY_ENCRYPTION_KEY,
      });
      const opened = await openEmbedded(data);
      try {
        expect(await opened.client.product.count({ where: { slug: "kept" } })).toBe(1);
        expect(await opened.client.event.count({ where: { type: "backup_restored" } })).toBe(1);
        expect(await verifyLog({ db: opened.client, config: getCtx().config })).toMatchObject({ isSound: true });
        // Whoever uses the folder is not robbed of it.
        const meanwhile = await slipway(["restore", archive(), "--overwrite"], env);
        expect([meanwhile.code, meanwhile.stderr]).toEqual([
          1,
          expect.stringContaining("is in use by another Slipway"),
        ]);
      } finally {
        await opened.close();
      }
      const again = await slipway(["restore", archive()], env);
      expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("There are data already")]);
    },
  );

  it(
    "changes a database on PostgreSQL as a whole or not at all, wherever it is killed",
    { timeout: STORY_MILLIS },
    async () => {
      const ctx = getCtx();
      await ctx.db.$disconnect();
      const other = new Client({ connectionString: ctx.handle.url ?? "" });
      await other.connect();
      const busy = await slipway(["restore", archive(), "--overwrite"], onPostgres());
      await other.end();
      expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining("Stop every process of Slipway first")]);
      await untilAlone();
      const refused = await slipway(["restore", archive()], onPostgres());
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("There are data already")]);

      await ask("UPDATE products SET name = 'Changed since' WHERE slug = 'kept'");
      const startedAt = performance.now();
      const whole = await slipway(["restore", archive(), "--overwrite"], onPostgres());
      const tookMillis = performance.now() - startedAt;
      expect(whole.code, whole.stderr).toBe(0);
      expect(await nameOfProduct()).toBe("Kept");

      const found = new Set<string | undefined>();
      for (const share of [0.3, 0.5, 0.7]) {
        await ask("UPDATE products SET name = 'Changed since' WHERE slug = 'kept'");
        await slipway(["restore", archive(), "--overwrite"], onPostgres(), share * tookMillis);
        await untilAlone();
        found.add(await nameOfProduct());
        const [state] = await ask<{ events: number; seq: number }>(
          "SELECT (SELECT count(*)::int FROM events) AS events, (SELECT seq::int FROM event_chain) AS seq",
        );
        expect(state?.events).toBe(state?.seq);
      }
      expect([...found].filter((name) => name !== "Changed since" && name !== "Kept")).toEqual([]);
      expect(found).toContain("Changed since");
    },
  );

  async function ask<Row>(statement: string): Promise<Row[]> {
    const client = new Client({ connectionString: getCtx().handle.url ?? "" });
    await client.connect();
    try {
      return (await client.query(statement)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  async function nameOfProduct(): Promise<string | undefined> {
    const [product] = await ask<{ name: string }>("SELECT name FROM products WHERE slug = 'kept'");
    return product?.name;
  }

  /** PostgreSQL notices a moment later that its client is gone, and takes back what it had done. */
  async function untilAlone(): Promise<void> {
    await expect
      .poll(
        async () =>
          (
            await ask(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
              AND backend_type = 'client backend'`)
          ).length,
        { timeout: 60_000 },
      )
      .toBe(0);
  }

  it("refuses what is no backup, and looks at one without touching anything", { timeout: STORY_MILLIS }, async () => {
    const other = path.join(folder, "other.tar");
    await writeFile(other, "no backup");
    const refused = await slipway(["restore", other], { SLIPWAY_DATA_DIR: path.join(folder, "nowhere") });
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("The archive ends too early")]);
    const looked = await slipway(["restore", archive(), "--verify-only"], {
      SLIPWAY_DATA_DIR: path.join(folder, "nowhere"),
    });
    expect(looked.code, looked.stderr).toBe(0);
    expect(looked.stdout).toContain("Digest: ");
    await expect(access(path.join(folder, "nowhere"))).rejects.toThrow();
    const empty = await slipway(["backup", "--database"], { SLIPWAY_DATA_DIR: path.join(folder, "nowhere") });
    expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining("There is no database")]);
  });
});
