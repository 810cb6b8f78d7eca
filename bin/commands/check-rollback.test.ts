import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { toStep } from "#lib/cli/check-rollback.ts";

const program = path.resolve(import.meta.dirname, "../slipway.ts");
const answer = {
  outcome: "refused",
  verdict: "block",
  isForced: false,
  forceReason: null,
  summary: "Undoing it would leave 14 rows without a parent.",
  reasons: [{ verdict: "block", text: "14 rows of public.orders would be left without a parent." }],
  found: {
    effects: [
      {
        ...{ kind: "parentDropped", table: "public.orders", constraint: "orders_customer_id_fkey", isAtMost: false },
        count: { rows: 14, basis: "exact" },
        sample: ["…4711"],
      },
    ],
  },
};

let outcome = "refused";
let databases = [{ id: "1", name: "main" }];
const asked: Record<string, unknown>[] = [];
let server: Server;
let url = "";
let folder = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      response.writeHead(200, { "content-type": "application/json" });
      if (request.method === "GET") return response.end(JSON.stringify({ items: databases }));
      asked.push(JSON.parse(body) as Record<string, unknown>);
      return response.end(JSON.stringify({ ...answer, outcome }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(path.join(tmpdir(), "slipway-migrations-"));
  for (const name of ["1_first", "2_second", "3_third"]) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, "migration.sql"), `CREATE TABLE ${name} ()`);
    await writeFile(path.join(folder, name, "down.sql"), `DROP TABLE ${name}`);
  }
  await writeFile(path.join(folder, "migration_lock.toml"), "");
});
afterAll(async () => {
  server.close().closeAllConnections();
  await rm(folder, { recursive: true });
});

function checkRollback(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, SLIPWAY_URL: url, SLIPWAY_TOKEN: "slp_test", NODE_OPTIONS: "" };
  const words = [program, "check-rollback", "--product", "shop", ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, words, { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

it("reads migrations of a folder, and tells why they may not be undone", async () => {
  const { code, stdout } = await checkRollback("--migrations", folder, "--after", "1_first");
  expect(code).toBe(1);
  expect(stdout).toContain("NOT safe: Undoing it would leave 14 rows without a parent.");
  expect(stdout).toMatch(/public\.orders +14 +orders_customer_id_fkey +…4711/);
  expect(asked.at(-1)).toEqual({
    migrations: ["2_second", "3_third"],
    sql: "CREATE TABLE 2_second ()\n;\nCREATE TABLE 3_third ()",
  });
});

it("reads scripts that undo from the last one back", async () => {
  const wish = ["--migrations", folder, "--migration", "1_first", "--migration", "2_second", "--down"];
  await checkRollback(...wish, "--release-version", "2.0.0", "--force", "We have a copy");
  expect(asked.at(-1)).toEqual({
    ...{ migrations: ["1_first", "2_second"], downSql: "DROP TABLE 2_second\n;\nDROP TABLE 1_first" },
    ...{ version: "2.0.0", force: { reason: "We have a copy" } },
  });
});

it.each([
  ["allowed", 0],
  ["refused", 1],
  ["unreachable", 8],
])("ends for what is %s with %d, and prints JSON for programs", async (wanted, ending) => {
  outcome = wanted;
  const { code, stdout } = await checkRollback("--drop-table", "orders", "--json");
  expect(code).toBe(ending);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: wanted });
});

it.each([
  ["nothing that is undone", []],
  ["both files and what is dropped", ["a.sql", "--drop-table", "a"]],
  ["a file that is not there", ["nowhere.sql"]],
  ["a folder that is not there", ["--migrations", "nowhere", "--after", "1"]],
  ["a name that is not in the folder", ["--migrations", path.resolve("docs"), "--migration", "9_nowhere"]],
  ["a name without a folder", ["--migration", "1_first"]],
  ["a table that is none", ["--drop-table", "a b; c"]],
  ["a column without its table", ["--drop-column", "a"]],
])("ends with 2 for %s", async (_title, args) => {
  const { code, stderr } = await checkRollback(...args);
  expect(code).toBe(2);
  expect(stderr).not.toBe("");
});

it("asks which database where there are several, and says where there is none", async () => {
  databases = [...databases, { id: "2", name: "other" }];
  expect(await checkRollback("--drop-table", "a")).toMatchObject({ code: 2 });
  expect((await checkRollback("--drop-table", "a", "--database", "other")).stderr).toBe("");
  expect(await checkRollback("--drop-table", "a", "--database", "none")).toMatchObject({ code: 4 });
});

it("takes names as SQL writes them", () => {
  expect(toStep("dropTable", 'Shop."Or.ders"')).toEqual({ kind: "dropTable", schema: "shop", table: "Or.ders" });
  expect(toStep("dropColumn", "a.b.c")).toEqual({ kind: "dropColumn", schema: "a", table: "b", column: "c" });
});
