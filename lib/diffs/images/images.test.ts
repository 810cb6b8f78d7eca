import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createArtifact } from "#lib/builds/create.ts";
import { compareImages } from "#lib/diffs/compare-images.ts";
import { measurePull } from "#lib/diffs/measure-pull.ts";
import type { ImagesDiffView } from "#lib/diffs/view.ts";
import { aToken, as } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

type Compared = Extract<ImagesDiffView, { kind: "compared" }>;
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";
const digestOf = (bytes: Buffer) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** What a registry keeps: blobs and manifests by digest, manifests also by tag. */
class Store {
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, { type: string; body: Buffer }>();

  addBlob(bytes: Buffer) {
    const digest = digestOf(bytes);
    this.blobs.set(digest, bytes);
    return { digest, size: bytes.length };
  }

  addManifest(type: string, content: object, tag?: string): string {
    const body = Buffer.from(JSON.stringify(content));
    const digest = digestOf(body);
    for (const name of [digest, tag]) if (name) this.manifests.set(name, { type, body });
    return digest;
  }

  addImage(layers: Buffer[], config: object, architecture = "amd64"): string {
    const history = layers.map((_, index) => ({ created_by: `RUN step ${index}` }));
    const facts = this.addBlob(Buffer.from(JSON.stringify({ os: "linux", architecture, config, history })));
    return this.addManifest(MANIFEST, {
      mediaType: MANIFEST,
      config: facts,
      layers: layers.map((layer) => this.addBlob(layer)),
    });
  }
}

async function aLayer(files: Record<string, string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

describeWithDatabase("Comparing images", (getCtx) => {
  const store = new Store();
  let ctx: TestContext;
  let server: Server;
  let host: string;
  let productId: string;
  const fetched: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const [, kind = "", name = ""] = /\/(manifests|blobs)\/([^/]+)$/.exec(request.url ?? "") ?? [];
      fetched.push(name);
      const manifest = store.manifests.get(name);
      const body = kind === "blobs" ? store.blobs.get(name) : manifest?.body;
      response.writeHead(body ? 200 : 404, { "content-type": manifest?.type ?? "application/octet-stream" }).end(body);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    ctx = { ...getCtx(), config: { ...getCtx().config, insecureRegistries: new Set([host]) } };
    useAsRuntime(ctx);
    const slug = `app-${randomUUID()}`;
    productId = (await ctx.db.product.create({ data: { slug, name: slug, kind: "image" } })).id;
  });
  afterAll(() => server.close());

  const aBuild = async (tag: string, digest?: string) => {
    const build = await createArtifact(ctx, {
      productId,
      imageTags: [`${host}/acme/app:${tag}`],
      ...(digest && { digest }),
    });
    return build.id;
  };
  const compare = async (from: string, to: string, query: object = {}) =>
    (await compareImages(ctx, { from, to, ...query })) as Compared;

  it("tells what is pulled, what is set otherwise, and which files differ", async () => {
    const base = await aLayer({ "etc/os": "base\n", "etc/old.conf": "old\n" });
    const from = store.addImage([base, await aLayer({ "app/a.js": "1\n", "app/gone.js": "x\n" })], {
      Env: ["PATH=/bin", "TOKEN=secret-one"],
      Cmd: ["node", "a.js"],
      Labels: { version: "1" },
    });
    const top = await aLayer({ "app/a.js": "2\n", "app/new.js": "n\n", "etc/.wh.old.conf": "" });
    const to = store.addImage([base, top], {
      Env: ["PATH=/bin", "TOKEN=secret-two", "DEBUG=1"],
      Cmd: ["node", "--trace", "a b.js"],
      Labels: { version: "2" },
      ExposedPorts: { "80/tcp": {} },
    });
    const diff = await compare(await aBuild("1", from), await aBuild("2", to));
    expect(diff).toMatchObject({
      kind: "compared",
      platform: "linux/amd64",
      from: { digest: from },
      layers: { reused: 1, reusedBytes: base.length, bytesToPull: top.length },
    });
    expect(diff.layers.layers.map(({ status, createdBy }) => [status, createdBy])).toEqual([
      ["reused", "RUN step 0"],
      ["added", "RUN step 1"],
      ["removed", "RUN step 1"],
    ]);
    expect(diff.config.map(({ name, from: before, to: after }) => [name, before, after])).toEqual([
      ["command", "node a.js", 'node --trace "a b.js"'],
      ["ports", null, "80/tcp"],
      ["variable DEBUG", null, "••••••••"],
      ["variable TOKEN", "••••••••", "••••••••"],
      ["label version", "1", "2"],
    ]);
    expect(JSON.stringify(diff)).not.toContain("secret-");
    if (diff.files.kind !== "compared") throw new Error(diff.files.reason);
    expect(diff.files.entries.map(({ path, status }) => [status, path])).toEqual([
      ["modified", "app/a.js"],
      ["removed", "app/gone.js"],
      ["added", "app/new.js"],
      ["removed", "etc/old.conf"],
    ]);
    // What both begin with is not fetched for that.
    expect(fetched).not.toContain(digestOf(base));
  });

  it("compares the same platform of images for several", async () => {
    const layer = await aLayer({ a: "1" });
    const anIndex = (tag: string, config: object) => {
      const manifests = ["amd64", "arm64"].map((architecture) => ({
        mediaType: MANIFEST,
        digest: store.addImage([layer], { ...config, User: architecture }, architecture),
        platform: { os: "linux", architecture },
      }));
      store.addManifest(INDEX, { mediaType: INDEX, manifests }, tag);
    };
    anIndex("multi-1", {});
    anIndex("multi-2", { WorkingDir: "/app" });
    const [from, to] = [await aBuild("multi-1"), await aBuild("multi-2")];
    const usual = await compare(from, to);
    expect(usual).toMatchObject({ platform: "linux/amd64", platforms: ["linux/amd64", "linux/arm64"] });
    const other = await compare(from, to, { platform: "linux/arm64" });
    expect(other).toMatchObject({ platform: "linux/arm64", config: [{ name: "working directory", to: "/app" }] });
    expect(await compareImages(ctx, { from, to, platform: "linux/s390x" })).toMatchObject({
      kind: "unavailable",
      reason: expect.stringContaining("linux/s390x"),
    });
  });

  it("says why a registry cannot be read", async () => {
    const digest = store.addImage([await aLayer({ a: "1" })], {});
    const good = await aBuild("good", digest);
    const lying = await aBuild("lying", `sha256:${"0".repeat(64)}`);
    store.manifests.set(`sha256:${"0".repeat(64)}`, { type: MANIFEST, body: Buffer.from("{}") });
    const odd = store.addManifest(MANIFEST, { layers: "none" });
    for (const [other, reason] of [
      [await aBuild("missing"), "no tag missing"],
      [lying, "where sha256:0000"],
      [await aBuild("odd", odd), "not one of an image"],
    ] as const) {
      expect(await compareImages(ctx, { from: good, to: other })).toEqual({
        kind: "unavailable",
        reason: expect.stringContaining(reason),
      });
    }
  });

  it("goes without the files where a layer is too large", async () => {
    const digest = store.addImage([await aLayer({ a: "1" })], {});
    const config = store.addBlob(Buffer.from("{}"));
    const huge = store.addManifest(MANIFEST, { config, layers: [{ digest: `sha256:${"1".repeat(64)}`, size: 9e9 }] });
    const diff = await compare(await aBuild("small", digest), await aBuild("huge", huge));
    expect(diff).toMatchObject({ layers: { bytesToPull: 9e9 }, files: { kind: "unavailable" } });
  });

  it("tells how much a host pulls that has another image", async () => {
    const base = await aLayer({ "etc/os": "base" });
    const top = await aLayer({ "app/a.js": "2" });
    const [from, to] = [store.addImage([base], {}), store.addImage([base, top], {})];
    const slug = `pulled-${randomUUID()}`;
    await ctx.db.product.create({ data: { slug, name: slug, kind: "image", image: `${host}/acme/${slug}` } });
    expect(await measurePull(ctx, { productId: slug, from, to })).toMatchObject({
      kind: "measured",
      totalBytes: base.length + top.length,
      bytesToPull: top.length,
      reusedLayers: 1,
    });
    const missing = `sha256:${"f".repeat(64)}`;
    expect(await measurePull(ctx, { productId: slug, from, to: missing })).toMatchObject({ kind: "unavailable" });
  });

  it("needs the permission to read versions", async () => {
    const id = await aBuild("any");
    await expect(compareImages(as(ctx, aToken("devices:read")), { from: id, to: id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
