import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { beforeAll, expect, it } from "vitest";
import { uploadFile } from "#lib/artifacts/upload-file.ts";
import { createArtifact } from "#lib/builds/create.ts";
import { aZip } from "#lib/diffs/testing/archives.ts";
import { createProduct } from "#lib/products/create.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { assessRisk } from "#lib/risk/assess-risk.ts";
import { findSides } from "#lib/risk/find-sides.ts";
import { gatherChange } from "#lib/risk/gather-change.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

const zipOf = (files: Record<string, string>) =>
  aZip(Object.entries(files).map(([name, content]) => ({ name, content })));

const BEFORE = {
  "src/app.ts": "one\ntwo\nthree\n",
  "src/lib/old.ts": "same as before, moved\n",
  "config/app.json": '{"timeout":10,"retries":3}',
  "package.json": '{"dependencies":{"left":"^1.0.0","right":"1.0.0"}}',
};
const AFTER = {
  "src/app.ts": "one\n2\nthree\nfour\n",
  "src/lib/new.ts": "same as before, moved\n",
  "config/app.json": '{"timeout":20,"retries":3,"proxy":"none"}',
  "package.json": '{"dependencies":{"left":"^2.0.0","right":"1.0.0"}}',
  "db/migrations/2_orders.sql": "CREATE TABLE orders ();\n",
};

describeWithDatabase("A change", (getCtx) => {
  beforeAll(() => useAsRuntime(getCtx()));

  it("is measured by what is in the archives of two builds", async () => {
    const ctx = getCtx();
    const { versions } = await aPair(ctx, { isBuilt: true, files: [zipOf(BEFORE), zipOf(AFTER)] });
    const { change, api } = await gatherChange(ctx, await sidesOf(ctx, versions));
    expect(change).toEqual({
      // app.ts, old.ts that moved, app.json, package.json and the migration.
      ...{ files: 5, folders: 5, areas: 4, spread: expect.any(Number) as number },
      ...{ linesAdded: 5, linesRemoved: 3, linesBefore: 5 },
      ...{ configKeys: 2, dependencies: 1, breakingDependencies: 1, migrations: 1 },
      named: {
        configKeys: ["config/app.json.timeout", "config/app.json.proxy"],
        breakingDependencies: ["left ^1.0.0 to ^2.0.0"],
        migrations: ["db/migrations/2_orders.sql"],
      },
      unknownBecause: null,
    });
    expect(api).toEqual({ kind: "none" });
  });

  it("of versions with files and no builds has a size, and says nothing of what only builds tell", async () => {
    const ctx = getCtx();
    const { versions } = await aPair(ctx, { isBuilt: false, files: [zipOf(BEFORE), zipOf(AFTER)] });
    const { change } = await gatherChange(ctx, await sidesOf(ctx, versions));
    expect(change).toMatchObject({ files: 5, linesAdded: 5, migrations: 1, configKeys: null, dependencies: null });
  });

  it("of binary files has no lines, and of the same files none at all", async () => {
    const ctx = getCtx();
    const [one, other] = [Buffer.from([0, 1, 2, 255]), Buffer.from([0, 1, 3, 255])];
    const binary = await aPair(ctx, { isBuilt: true, files: [one, other] });
    expect((await gatherChange(ctx, await sidesOf(ctx, binary.versions))).change).toMatchObject({
      files: 1,
      linesAdded: 0,
    });
    const same = await aPair(ctx, { isBuilt: true, files: [one, one] });
    expect((await gatherChange(ctx, await sidesOf(ctx, same.versions))).change).toMatchObject({ files: 0 });
  });

  it("finds its OpenAPI document in an archive, and says what it breaks", async () => {
    const ctx = getCtx();
    const api = (path: string) =>
      JSON.stringify({ openapi: "3.1.0", info: { title: "a", version: "1" }, paths: { [path]: { get: {} } } });
    const files = [zipOf({ "openapi.json": api("/a") }), zipOf({ "openapi.json": api("/b") })] as const;
    const { versions } = await aPair(ctx, { isBuilt: true, files });
    const { api: found } = await gatherChange(ctx, await sidesOf(ctx, versions));
    expect(found).toMatchObject({ kind: "compared", breaking: 1, first: expect.stringContaining("GET /a") as string });
    const gone = await aPair(ctx, { isBuilt: true, files: [files[0], zipOf({ "readme.md": "Nothing\n" })] });
    expect((await gatherChange(ctx, await sidesOf(ctx, gone.versions))).api).toMatchObject({ kind: "unknown" });
  });

  it("with names that no database takes, or that fill one, is assessed and kept", async () => {
    const ctx = getCtx();
    const keys = [
      "nul \0",
      "half \ud800",
      "k".repeat(100_000),
      ...Array.from({ length: 500 }, (_, index) => `key ${index}`),
    ];
    const before = Object.fromEntries(keys.map((key) => [key, 1]));
    const after = Object.fromEntries(keys.map((key) => [key, 2]));
    const api = (names: Record<string, unknown>) =>
      JSON.stringify({ openapi: "3.1.0", info: { title: "a", version: "1" }, paths: names });
    const { builds } = await aPair(ctx, {
      isBuilt: true,
      files: [
        zipOf({ "config/app.json": JSON.stringify(before), "openapi.json": api({ "/a\0": { get: {} } }) }),
        zipOf({ "config/app.json": JSON.stringify(after), "openapi.json": api({}) }),
      ],
    });
    const [from = "", to = ""] = builds;
    const { factors } = await assessRisk(ctx, { artifacts: { from, to } });
    const evidence = factors.find(({ id }) => id === "configuration")?.evidence ?? "";
    expect(evidence).toMatch(/^503 keys changed: /);
    expect(evidence.length).toBeLessThan(1_000);
    expect(factors.find(({ id }) => id === "api")?.evidence).toMatch(/^1\. /);
    const [kept] = await ctx.db.riskAssessment.findMany({ orderBy: { createdAt: "desc" }, take: 1 });
    expect(JSON.stringify(kept).length).toBeLessThan(20_000);
  });

  it("of more than 100 files is called a large one, by two builds that were named", async () => {
    const ctx = getCtx();
    const many = (text: string) =>
      zipOf(Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`src/${index}.ts`, `${text} ${index}\n`])));
    const { builds } = await aPair(ctx, { isBuilt: true, files: [many("a"), many("b")] });
    const [from = "", to = ""] = builds;
    const { factors } = await assessRisk(ctx, { artifacts: { from, to } });
    expect(factors.find(({ id }) => id === "size")).toMatchObject({
      severity: "high",
      evidence: "101 files in 1 folder, 101 lines added and 101 removed.",
    });
  });
});

async function sidesOf(ctx: TestContext, [fromVersionId = "", toVersionId = ""]: readonly string[]) {
  const sides = await findSides(ctx, { fromVersionId, toVersionId });
  if (typeof sides === "string") throw new Error(sides);
  return sides;
}

interface PairDraft {
  isBuilt: boolean;
  files: readonly [Buffer, Buffer];
}

async function aPair(ctx: TestContext, { isBuilt, files }: PairDraft) {
  const slug = `change-${randomUUID()}`;
  const { id: productId } = await createProduct(ctx, { slug, name: slug, kind: "app" });
  const versions: string[] = [];
  const builds: string[] = [];
  for (const [index, content] of files.entries()) {
    const { id: versionId } = await createVersion(ctx, { productId, version: `1.${index}.0` });
    const form = new FormData();
    form.append("versionId", versionId);
    form.append("file", new Blob([new Uint8Array(content)]), `app-${index}.bin`);
    const { headers, body } = new Response(form);
    const upload = { contentType: headers.get("content-type"), openBody: () => Readable.fromWeb(body as never) };
    const { id: fileId } = await uploadFile(ctx, upload);
    versions.push(versionId);
    if (isBuilt) builds.push((await createArtifact(ctx, { versionId, fileId })).id);
  }
  return { versions, builds };
}
