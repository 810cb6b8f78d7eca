import { createHash, randomBytes, randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Upload, type DetailedError, type UploadOptions } from "tus-js-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { DiskPieces } from "#lib/artifacts/blobs/disk-pieces.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { sweepFiles } from "#lib/artifacts/sweep-files.ts";
import { leaseUpload } from "#lib/artifacts/uploads/store-uploads.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { ApiServer } from "#lib/testing/api-server.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

const MEBIBYTE = 1_048_576;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describeWithDatabase("Files that come in pieces", (getCtx) => {
  let ctx: TestContext;
  let server: ApiServer;
  let endpoint: string;
  let token: string;
  let productId: string;
  let versionId: string;

  beforeAll(async () => {
    ctx = { ...getCtx(), config: { ...getCtx().config, fileSizeBytesMax: 20 * MEBIBYTE } };
    useAsRuntime(ctx);
    token = (await createToken(getCtx(), { name: "uploads", scopes: ["versions:read", "versions:write"] })).token;
    const slug = `app-${randomUUID()}`;
    productId = (await ctx.db.product.create({ data: { slug, name: slug, kind: "app" } })).id;
    server = await ApiServer.start();
    endpoint = `${server.url}/api/distribution/cdn/uploads`;
  });
  afterAll(() => server.stop());

  let minor = 0;
  beforeEach(async () => {
    ({ id: versionId } = await createVersion(ctx, { productId, version: `1.${++minor}.0` }));
  });

  /** As the client that browsers use does it. Rejects with its error. */
  function send(bytes: Uint8Array, options: Partial<UploadOptions> = {}): Promise<Upload> {
    return new Promise((resolve, reject) => {
      const upload: Upload = new Upload(Buffer.from(bytes), {
        endpoint,
        headers: { authorization: `Bearer ${token}` },
        metadata: { versionId, filename: "app.bin" },
        retryDelays: null,
        onError: reject,
        onSuccess: () => resolve(upload),
        ...options,
      });
      upload.start();
    });
  }

  const fault = (error: unknown): { status: number; detail: string } => {
    const response = (error as DetailedError).originalResponse;
    return { status: response?.getStatus() ?? 0, detail: JSON.parse(response?.getBody() || "{}").detail };
  };
  const files = () => ctx.db.file.findMany({ where: { versionId } });
  const piecesLeft = () => readdir(path.join(ctx.config.uploadDir, "pieces")).catch(() => []);
  const idOf = (upload: Upload) => upload.url?.split("/").at(-1) ?? "";
  const ask = (id: string, init: RequestInit = {}) =>
    fetch(`${endpoint}/${id}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

  it("become a file of their version when the last one is there", async () => {
    const bytes = randomBytes(3 * MEBIBYTE);
    const upload = await send(bytes, {
      chunkSize: MEBIBYTE,
      metadata: { versionId, filename: "app.bin", filetype: "application/x-app", sha256: sha256(bytes) },
    });
    const [file] = await files();
    expect(file).toMatchObject({
      id: idOf(upload),
      fileName: "app.bin",
      fileSize: BigInt(bytes.length),
      mimeType: "application/x-app",
      sha256: sha256(bytes),
      md5: createHash("md5").update(bytes).digest("hex"),
    });
    expect(server.lastHeaders.get("slipway-file-id")).toBe(file?.id);
    expect(await buffer(await openBlobStore(ctx.config).open(sha256(bytes)))).toEqual(bytes);
    expect(await piecesLeft()).toEqual([]);
    expect(await (await ask(idOf(upload))).json()).toMatchObject({ offset: bytes.length, fileId: file?.id });
    expect(await ctx.db.event.count({ where: { type: "file_uploaded", subjectId: versionId } })).toBe(1);
  });

  it("go on where the line was cut", async () => {
    const bytes = randomBytes(4 * MEBIBYTE);
    server.cutNextPatch(2 * MEBIBYTE);
    let resumedAt = -1;
    await send(bytes, {
      retryDelays: [0, 50, 100],
      onBeforeRequest: (request) => {
        if (request.getMethod() === "PATCH") resumedAt = Number(request.getHeader("Upload-Offset"));
      },
    });
    expect(resumedAt).toBeGreaterThan(0);
    expect(await files()).toMatchObject([{ sha256: sha256(bytes) }]);
  });

  it("go on in another process, which hashes what it has not seen", async () => {
    const bytes = randomBytes(2 * MEBIBYTE);
    server.cutNextPatch(MEBIBYTE / 2);
    const error = await send(bytes).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Error);
    const { id } = await ctx.db.fileUpload.findFirstOrThrow({ where: { versionId } });
    const { pieces } = openBlobStore(ctx.config);
    await expect.poll(() => pieces.sizeOf(id)).toBeGreaterThan(0);
    // Somebody else appended what the client sends next: nothing that this process has hashed fits any more.
    const offset = await pieces.sizeOf(id);
    const other = new DiskPieces(path.join(ctx.config.uploadDir, ".", "pieces"), () => Promise.resolve());
    await other.append(id, offset, Readable.from([bytes.subarray(offset, offset + 1_000)]));
    await send(bytes, { uploadUrl: `${endpoint}/${id}` });
    expect(await files()).toMatchObject([{ sha256: sha256(bytes) }]);
  });

  it("are made a file at the next question when the process was killed before that", async () => {
    const bytes = randomBytes(1_000);
    const created = await fetch(endpoint, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "tus-resumable": "1.0.0",
        "upload-length": "1000",
        "upload-metadata": `versionId ${btoa(versionId)},filename ${btoa("app.bin")}`,
      },
    });
    const id = created.headers.get("location")?.split("/").at(-1) ?? "";
    await openBlobStore(ctx.config).pieces.append(id, 0, Readable.from([bytes]));
    const head = await ask(id, { method: "HEAD", headers: { "tus-resumable": "1.0.0" } });
    expect(head.headers.get("upload-offset")).toBe("1000");
    expect(await files()).toMatchObject([{ id, sha256: sha256(bytes) }]);
  });

  it("wait for a writer that is still there, and not for one that was killed", async () => {
    const upload = await send(randomBytes(1_000), { uploadSize: 1_000 });
    const id = idOf(upload);
    await leaseUpload(ctx.db, { id, holder: randomUUID(), seconds: 0.5 });
    const head = await ask(id, { method: "HEAD", headers: { "tus-resumable": "1.0.0" } });
    expect(head.status).toBe(200);
  });

  it("are given up when their sender says so", async () => {
    server.cutNextPatch(1);
    await send(randomBytes(MEBIBYTE)).catch(() => undefined);
    const { id } = await ctx.db.fileUpload.findFirstOrThrow({ where: { versionId } });
    const answer = await ask(id, { method: "DELETE", headers: { "tus-resumable": "1.0.0" } });
    expect(answer.status).toBe(204);
    expect((await ask(id)).status).toBe(404);
    expect(await piecesLeft()).toEqual([]);
  });

  it("are forgotten when their time is over", async () => {
    server.cutNextPatch(1);
    await send(randomBytes(MEBIBYTE)).catch(() => undefined);
    const { id } = await ctx.db.fileUpload.findFirstOrThrow({ where: { versionId } });
    await ctx.db.fileUpload.update({ where: { id }, data: { expiresAt: new Date(0) } });
    expect((await ask(id)).status).toBe(404);
    const piece = await ask(id, {
      method: "PATCH",
      headers: { "tus-resumable": "1.0.0", "upload-offset": "0", "content-type": "application/offset+octet-stream" },
      body: "x",
    });
    expect(piece.status).toBe(404);
    await sweepFiles(ctx);
    expect(await ctx.db.fileUpload.findUnique({ where: { id } })).toBeNull();
    expect(await piecesLeft()).toEqual([]);
  });

  it("say what the server can do", async () => {
    const answer = await fetch(endpoint, { method: "OPTIONS", headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("tus-version")).toBe("1.0.0");
    expect(answer.headers.get("tus-extension")).toContain("creation");
    expect(answer.headers.get("tus-max-size")).toBe(String(20 * MEBIBYTE));
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  describe("that cannot be taken", () => {
    it.each<[string, Partial<UploadOptions>, number]>([
      ["a path for a name", { metadata: { filename: "../app" } }, 400],
      ["no version", { metadata: { versionId: "" } }, 400],
      ["an unknown version", { metadata: { versionId: randomUUID() } }, 404],
      ["too large", { uploadSize: 21 * MEBIBYTE }, 413],
      ["empty", { uploadSize: 0 }, 400],
      ["no token", { headers: {} }, 401],
    ])("%s: refused before anything is sent", async (_case, options, status) => {
      const metadata = { versionId, filename: "app.bin", ...options.metadata };
      const bytes = options.uploadSize === 0 ? new Uint8Array() : randomBytes(100);
      const error = await send(bytes, { ...options, metadata }).catch((cause: unknown) => cause);
      expect(fault(error).status).toBe(status);
      expect(await ctx.db.fileUpload.count({ where: { versionId } })).toBe(0);
    });

    it("another content than was announced: refused at the end, and nothing is left", async () => {
      const metadata = { versionId, filename: "app.bin", sha256: "0".repeat(64) };
      const error = await send(randomBytes(1_000), { metadata }).catch((cause: unknown) => cause);
      expect(fault(error)).toMatchObject({ status: 400, detail: expect.stringContaining("sha256") });
      expect(await files()).toEqual([]);
      expect(await piecesLeft()).toEqual([]);
    });

    it("a name that was taken in the meantime", async () => {
      server.cutNextPatch(1);
      await send(randomBytes(1_000)).catch(() => undefined);
      const { id } = await ctx.db.fileUpload.findFirstOrThrow({ where: { versionId } });
      await send(Buffer.from("faster"));
      const error = await send(randomBytes(1_000), { uploadUrl: `${endpoint}/${id}` }).catch((cause: unknown) => cause);
      expect(fault(error).status).toBe(409);
      expect(await files()).toHaveLength(1);
    });

    it("a program that says it is a picture", async () => {
      const elf = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]), Buffer.alloc(200)]);
      const metadata = { versionId, filename: "logo.png", filetype: "image/png" };
      const error = await send(elf, { metadata }).catch((cause: unknown) => cause);
      expect(fault(error)).toMatchObject({ status: 400, detail: expect.stringContaining("is a program") });
      expect(await files()).toEqual([]);
    });

    it("more than was announced, and at another place than the last piece ended", async () => {
      server.cutNextPatch(1);
      await send(randomBytes(1_000)).catch(() => undefined);
      const { id } = await ctx.db.fileUpload.findFirstOrThrow({ where: { versionId } });
      const patch = (offset: number, size: number) =>
        ask(id, {
          method: "PATCH",
          headers: {
            "tus-resumable": "1.0.0",
            "upload-offset": String(offset),
            "content-type": "application/offset+octet-stream",
          },
          body: new Uint8Array(size),
        });
      const offset = await openBlobStore(ctx.config).pieces.sizeOf(id);
      expect((await patch(offset + 7, 1)).status).toBe(409);
      expect((await patch(offset, 1_001)).status).toBe(413);
      expect(await openBlobStore(ctx.config).pieces.sizeOf(id)).toBe(offset);
    });
  });
});
