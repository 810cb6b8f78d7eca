import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { deleteFile } from "#lib/artifacts/delete-file.ts";
import { uploadFile } from "#lib/artifacts/upload-file.ts";
import { createArtifact } from "#lib/builds/create.ts";
import { getArtifact } from "#lib/builds/find.ts";
import { getArtifactFile } from "#lib/builds/get-file.ts";
import { listArtifacts } from "#lib/builds/list.ts";
import { revealEnvironment } from "#lib/builds/reveal-environment.ts";
import { MASK } from "#lib/builds/rules/environment.ts";
import { openEnvironment } from "#lib/builds/seal.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { aToken, as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const SECRET = "a value that nobody sees";

describeWithDatabase("Records of builds", (getCtx) => {
  let ctx: TestContext;
  let productId: string;
  let slug: string;

  beforeAll(async () => {
    ctx = getCtx();
    ({ id: productId, slug } = await aProduct());
  });

  async function aProduct() {
    const name = `app-${randomUUID()}`;
    return ctx.db.product.create({ data: { slug: name, name, kind: "app" } });
  }

  let minor = 0;
  const aVersion = async (product = productId) => createVersion(ctx, { productId: product, version: `1.${++minor}.0` });

  async function aFile(versionId: string, text = "content") {
    const form = new FormData();
    form.append("versionId", versionId);
    form.append("file", new Blob([text]), "app.bin");
    const { headers, body } = new Response(form);
    return uploadFile(ctx, {
      contentType: headers.get("content-type"),
      openBody: () => Readable.fromWeb(body as never),
    });
  }

  const seal = async (id: string) =>
    (await ctx.db.artifact.findUniqueOrThrow({ where: { id }, select: { environmentSealed: true } })).environmentSealed;

  it("keep everything of a build and leave an event", async () => {
    const version = await aVersion();
    const file = await aFile(version.id);
    const made = await createArtifact(ctx, {
      productId: slug,
      version: version.version,
      fileId: file.id,
      gitCommit: COMMIT.toUpperCase(),
      gitRef: "refs/heads/main",
      sourceUrl: "https://git.example.com/acme/app",
      buildNumber: 41,
      buildUrl: "https://ci.example.com/41",
      author: "Ada",
      builtAt: "2026-03-01T10:00:00+01:00",
      imageTags: ["acme/app:1.0.0"],
      dependencies: [
        { path: "package.json", content: '{"dependencies":{"zod":"^4.0.0"}}' },
        { manager: "pip", packages: [{ name: "flask", version: "3.0.0" }] },
      ],
      configFiles: [{ path: "etc/app.toml", content: "a = 1" }],
      environment: { TOKEN: SECRET, NODE_ENV: "production" },
      metadata: { runner: "linux" },
    });
    expect(made).toEqual({
      id: expect.any(String),
      product: { id: productId, slug, name: slug },
      versionId: version.id,
      version: version.version,
      isLatest: true,
      gitCommit: COMMIT,
      gitRef: "refs/heads/main",
      sourceUrl: "https://git.example.com/acme/app",
      buildNumber: "41",
      buildUrl: "https://ci.example.com/41",
      author: "Ada",
      builtAt: "2026-03-01T09:00:00.000Z",
      digest: `sha256:${file.sha256}`,
      size: 7,
      file: { id: file.id, fileName: "app.bin", fileSize: 7, mimeType: file.mimeType, sha256: file.sha256 },
      imageTags: ["docker.io/acme/app:1.0.0"],
      createdAt: expect.any(String),
      createdBy: { kind: "system", name: "test" },
      environment: [
        { name: "NODE_ENV", value: MASK },
        { name: "TOKEN", value: MASK },
      ],
      dependencies: [
        { manager: "npm", path: "package.json", packages: { zod: "^4.0.0" } },
        { manager: "pip", path: null, packages: { flask: "3.0.0" } },
      ],
      configFiles: [{ path: "etc/app.toml", content: "a = 1" }],
      metadata: { runner: "linux" },
    });
    expect(await getArtifact(ctx, { artifactId: made.id })).toEqual(made);
    expect(await getArtifactFile(ctx, { artifactId: made.id })).toMatchObject({ sha256: file.sha256, size: 7 });
    const event = await ctx.db.event.findFirstOrThrow({ where: { type: "build_recorded", subjectId: made.id } });
    expect(JSON.stringify(event.data)).not.toContain(SECRET);
  });

  it("find product and version by the file alone, and outlive it", async () => {
    const version = await aVersion();
    const file = await aFile(version.id, "to be deleted");
    const made = await createArtifact(ctx, { fileId: file.id });
    expect(made).toMatchObject({ product: { id: productId }, versionId: version.id });
    await deleteFile(ctx, { fileId: file.id });
    const left = await getArtifact(ctx, { artifactId: made.id });
    expect(left).toMatchObject({ file: null, digest: `sha256:${file.sha256}`, size: file.fileSize });
    await expect(getArtifactFile(ctx, { artifactId: made.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  describe("with an environment", () => {
    it("seal it, mask it, and tell who looked", async () => {
      const { id } = await createArtifact(ctx, { productId, environment: { TOKEN: SECRET } });
      expect(await seal(id)).not.toContain(SECRET);
      const admin = aUser("admin");
      const shown = await revealEnvironment(as(ctx, admin), { artifactId: id, reason: "An incident" });
      expect(shown).toEqual({ variables: [{ name: "TOKEN", value: SECRET }] });
      const event = await ctx.db.event.findFirstOrThrow({
        where: { type: "build_environment_revealed", subjectId: id },
      });
      expect(event).toMatchObject({
        actor: { kind: "user", id: admin.id },
        data: { names: ["TOKEN"], reason: "An incident" },
      });
      expect(JSON.stringify(event.data)).not.toContain(SECRET);
    });

    it("open it in no other row, and with no other key", async () => {
      const one = await createArtifact(ctx, { productId, environment: { TOKEN: SECRET } });
      const two = await createArtifact(ctx, { productId });
      expect(await openEnvironment(ctx, ctx.db, two.id)).toEqual({});
      await ctx.db.artifact.update({ where: { id: two.id }, data: { environmentSealed: await seal(one.id) } });
      await expect(openEnvironment(ctx, ctx.db, two.id)).rejects.toMatchObject({ code: "UNAVAILABLE" });
      const other = { ...ctx, config: { ...ctx.config, encryptionKey: "another-key-of-thirty-two-characters" } };
      await expect(openEnvironment(other, ctx.db, one.id)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    });

    it("show it to administrators alone", async () => {
      const { id } = await createArtifact(ctx, { productId, environment: { TOKEN: SECRET } });
      for (const actor of [aUser("approver"), aToken("versions:read", "versions:write")]) {
        await expect(revealEnvironment(as(ctx, actor), { artifactId: id })).rejects.toMatchObject({
          code: "FORBIDDEN",
        });
      }
    });
  });

  it("are listed from the newest, filtered, searched, and in pages", async () => {
    const product = await aProduct();
    const [old, young] = [await aVersion(product.id), await aVersion(product.id)];
    const builds = [];
    for (const [versionId, buildNumber] of [
      [young.id, "7"],
      [old.id, "8"],
      [young.id, "9_%"],
      [undefined, "10"],
    ] as const) {
      builds.push(await createArtifact(ctx, { productId: product.id, versionId, buildNumber }));
      ctx.clock.advance({ millis: 1 });
    }
    const list = async (query: object = {}) => listArtifacts(ctx, { productId: product.slug, ...query });
    const numbers = async (query: object = {}) => (await list(query)).items.map(({ buildNumber }) => buildNumber);
    expect(await numbers()).toEqual(["10", "9_%", "8", "7"]);
    expect((await list()).items.filter(({ isLatest }) => isLatest).map(({ id }) => id)).toEqual([builds[2]?.id]);
    expect(await numbers({ versionId: young.id })).toEqual(["9_%", "7"]);
    expect(await numbers({ q: old.version })).toEqual(["8"]);
    expect(await numbers({ q: "_%" })).toEqual(["9_%"]);
    const first = await list({ limit: 3 });
    expect(first.items).toHaveLength(3);
    expect(await numbers({ limit: 3, cursor: first.nextCursor })).toEqual(["7"]);
  });

  it("need the permission to write versions", async () => {
    await expect(createArtifact(as(ctx, aUser("operator")), { productId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(listArtifacts(as(ctx, aToken("devices:read")), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(getArtifact(ctx, { artifactId: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(createArtifact(ctx, { productId: "nowhere" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  describe("that cannot be taken", () => {
    it.each<[string, object, string]>([
      ["no product", { productId: undefined }, "productId"],
      ["an unknown version", { versionId: randomUUID() }, "versionId"],
      ["an unknown version's text", { version: "9.9.9" }, "version"],
      ["an unknown file", { fileId: randomUUID() }, "fileId"],
      ["a commit that is none", { gitCommit: "main" }, "gitCommit"],
      ["a ref in two lines", { gitRef: "a\nb" }, "gitRef"],
      ["an address that a browser would run", { buildUrl: "javascript:alert(1)" }, "buildUrl"],
      ["a digest that is none", { digest: "sha256:0" }, "digest"],
      ["an image without a tag", { imageTags: ["acme/app"] }, "imageTags.0"],
      ["a manifest that is no JSON", { dependencies: [{ path: "package.json", content: "{" }] }, "dependencies.0"],
      ["a manifest as text that is none", { dependencies: "[]" }, "dependencies.0"],
      ["a path that leads out", { configFiles: [{ path: "../etc/passwd", content: "" }] }, "configFiles.0.path"],
      ["an absolute path", { configFiles: [{ path: "/etc/passwd", content: "" }] }, "configFiles.0.path"],
      ["a file twice", { configFiles: [0, 1].map(() => ({ path: "a", content: "" })) }, "configFiles"],
      ["a large file", { configFiles: [{ path: "a", content: "x".repeat(1_048_577) }] }, "configFiles.0.content"],
      ["a bad name", { environment: { "A B": "1" } }, "environment.A B"],
      ["a long value", { environment: { A: "x".repeat(32_769) } }, "environment.A"],
      [
        "many variables",
        { environment: Object.fromEntries([...Array(501).keys()].map((n) => [`A${n}`, ""])) },
        "environment",
      ],
      ["large metadata", { metadata: { a: "x".repeat(70_000) } }, "metadata"],
      ["an unknown field", { commit: COMMIT }, "commit"],
    ])("%s is refused and says where", async (_case, input, path) => {
      await expect(createArtifact(ctx, { productId, ...input })).rejects.toMatchObject({
        code: "INVALID_INPUT",
        details: { errors: [expect.objectContaining({ path })] },
      });
    });

    it("a file that does not fit is refused", async () => {
      const [one, two] = [await aVersion(), await aVersion()];
      const file = await aFile(one.id, "of one");
      const refused = { code: "INVALID_INPUT" };
      await expect(createArtifact(ctx, { versionId: two.id, fileId: file.id })).rejects.toMatchObject(refused);
      await expect(createArtifact(ctx, { fileId: file.id, size: 1 })).rejects.toMatchObject(refused);
      const digest = `sha256:${"0".repeat(64)}`;
      await expect(createArtifact(ctx, { fileId: file.id, digest })).rejects.toMatchObject(refused);
      const stranger = await aProduct();
      await expect(createArtifact(ctx, { productId: stranger.id, fileId: file.id })).rejects.toMatchObject(refused);
    });
  });
});
