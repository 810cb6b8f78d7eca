import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { publish, type Publication } from "#lib/cli/publish/publish.ts";
import { Api } from "#lib/client/api.ts";
import { createProduct } from "#lib/products/create.ts";
import { ApiServer } from "#lib/testing/api-server.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("Publishing a build in one step", (getCtx) => {
  let ctx: TestContext;
  let server: ApiServer;
  let api: Api;
  let token: string;
  let folder: string;
  let product: string;
  const said: string[] = [];

  beforeAll(async () => {
    ctx = getCtx();
    useAsRuntime(ctx);
    server = await ApiServer.start();
    token = (await createToken(ctx, { name: "ci", scopes: ["admin"] })).token;
    api = new Api(server.url, token);
    folder = await mkdtemp(path.join(tmpdir(), "slipway-publish-"));
    process.env.XDG_CACHE_HOME = path.join(folder, "cache");
  });
  afterAll(async () => {
    server.stop();
    delete process.env.XDG_CACHE_HOME;
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    product = `app-${randomUUID()}`;
    said.length = 0;
    await createProduct(ctx, { slug: product, name: product, kind: "app" });
  });

  async function aFile(name: string, content: string | Buffer): Promise<string> {
    const file = path.join(folder, product, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  function run(publication: Partial<Publication>) {
    const defaults: Publication = {
      product,
      version: "1.0.0",
      files: [],
      channels: [],
      releaseNotes: undefined,
      facts: {},
      images: [],
      digest: undefined,
      manifests: [],
      configFiles: [],
      environment: undefined,
      metadata: {},
    };
    const tell = { say: (sentence: string) => void said.push(sentence), progress: () => undefined };
    return publish({ api, token, publication: { ...defaults, ...publication }, tell });
  }

  it("makes version, files, record and promotion", async () => {
    const content = randomBytes(300_000);
    const published = await run({
      files: [await aFile("app.bin", content)],
      channels: ["stable"],
      releaseNotes: "It works.",
      facts: { gitCommit: "0123abc", gitRef: "refs/heads/main", buildNumber: "41", author: "ada", tag: "v1.0.0" },
      manifests: [await aFile("package.json", '{"dependencies":{"zod":"^4.0.0"}}')],
      configFiles: [await aFile("app.toml", "a = 1")],
      environment: { NODE_ENV: "production" },
      metadata: { runner: "large" },
    });
    expect(published).toMatchObject({ version: { version: "1.0.0", isNew: true }, channels: ["stable"] });
    const [file] = await ctx.db.file.findMany({ where: { versionId: published.version.id } });
    expect(await buffer(await openBlobStore(ctx.config).open(file?.sha256 ?? ""))).toEqual(content);
    const build = await api.call({ method: "GET", path: `/api/artifacts/${published.builds[0]}` });
    expect(build).toMatchObject({
      version: "1.0.0",
      file: { id: file?.id, fileName: "app.bin" },
      gitCommit: "0123abc",
      buildNumber: "41",
      dependencies: [{ path: "package.json", packages: { zod: "^4.0.0" } }],
      configFiles: [{ path: "app.toml", content: "a = 1" }],
      environment: [{ name: "NODE_ENV" }],
      metadata: { runner: "large" },
    });
  });

  it("goes on where the line was cut", async () => {
    const content = randomBytes(2_000_000);
    server.cutNextPatch(500_000);
    await run({ files: [await aFile("app.bin", content)] });
    expect(await ctx.db.file.count({ where: { fileName: "app.bin", fileSize: content.length } })).toBe(1);
  });

  it("does nothing twice", async () => {
    const files = [await aFile("app.bin", "the same"), await aFile("app.sig", "its signature")];
    const first = await run({ files });
    const again = await run({ files });
    expect(again).toMatchObject({ version: { isNew: false }, files: [{ isNew: false }, { isNew: false }] });
    expect(again.builds).toEqual(first.builds);
    expect(said).toContain("app.bin is there already.");
  });

  it("refuses another file under the same name", async () => {
    await run({ files: [await aFile("app.bin", "one")] });
    await expect(run({ files: [await aFile("app.bin", "two")] })).rejects.toThrow("another file app.bin");
  });

  it("records an image without a file", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const { builds } = await run({ images: ["ghcr.io/acme/app:1.0.0"], digest });
    const build = await api.call({ method: "GET", path: `/api/artifacts/${builds[0]}` });
    expect(build).toMatchObject({ imageTags: ["ghcr.io/acme/app:1.0.0"], digest, file: null });
  });

  it.each<[string, () => Partial<Publication> | Promise<Partial<Publication>>, string]>([
    ["a file that is not there", () => ({ files: ["/nowhere/app.bin"] }), "is no file"],
    ["a product that is not there", () => ({ product: "nowhere", images: ["a/b:1"] }), "no such product"],
    ["a channel that is not there", () => ({ channels: ["nightly"], images: ["a/b:1"] }), "no channel nightly"],
    ["a version that is none", () => ({ version: "one", images: ["a/b:1"] }), "SemVer"],
  ])("says what is wrong with %s", async (_case, publication, sentence) => {
    await expect(run(await publication())).rejects.toThrow(sentence);
  });
});
