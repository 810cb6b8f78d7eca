import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { collectFiles } from "#lib/artifacts/collect-files.ts";
import { deleteFile } from "#lib/artifacts/delete-file.ts";
import { getFile, listFiles } from "#lib/artifacts/find-files.ts";
import type { UploadForm } from "#lib/artifacts/receive-file.ts";
import { filesDigest } from "#lib/artifacts/rules/files-digest.ts";
import { sweepFiles } from "#lib/artifacts/sweep-files.ts";
import { uploadFile } from "#lib/artifacts/upload-file.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { lockVersion } from "#lib/products/store-versions.ts";
import { aToken, as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A multipart form as programs send it. */
function aForm(fields: Record<string, string>, file: { name?: string; text: string } | null): UploadForm {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file) form.append("file", new Blob([file.text], { type: "application/x-test" }), file.name ?? "blob");
  const { headers, body } = new Response(form);
  return { contentType: headers.get("content-type"), openBody: () => Readable.fromWeb(body as never) };
}

function raw(text: string, contentType: string | null = "multipart/form-data; boundary=x"): UploadForm {
  return { contentType, openBody: () => Readable.from([Buffer.from(text)]) };
}

describeWithDatabase("Files of versions", (getCtx) => {
  let ctx: TestContext;
  let productId: string;
  let uploadDir: string;

  beforeAll(async () => {
    uploadDir = await mkdtemp(path.join(tmpdir(), "slipway-files-"));
    ctx = { ...getCtx(), config: { ...getCtx().config, uploadDir, fileSizeBytesMax: 100_000 } };
    const slug = `firmware-${randomUUID()}`;
    productId = (await ctx.db.product.create({ data: { slug, name: slug, kind: "firmware" } })).id;
  });
  afterAll(() => rm(uploadDir, { recursive: true, force: true }));

  let minor = 0;
  const aVersion = async (product = productId) => {
    const { id } = await createVersion(ctx, { productId: product, version: `1.${++minor}.0` });
    return id;
  };
  const upload = (versionId: string, name: string, text: string, fields: Record<string, string> = {}) =>
    uploadFile(ctx, aForm({ versionId, ...fields }, { name, text }));
  const digestOf = async (id: string) => (await ctx.db.version.findUniqueOrThrow({ where: { id } })).digest;
  const isStored = async (hash: string) => {
    try {
      await buffer(await openBlobStore(ctx.config).open(hash));
      return true;
    } catch {
      return false;
    }
  };

  it("are uploaded, found, listed and deleted, and the digest follows", async () => {
    const versionId = await aVersion();
    const file = await upload(versionId, "rootfs.swu", "one");
    expect(file).toEqual({
      id: expect.any(String),
      versionId,
      fileName: "rootfs.swu",
      fileSize: 3,
      mimeType: "application/x-test",
      sha256: sha256("one"),
      sha1: createHash("sha1").update("one").digest("hex"),
      md5: createHash("md5").update("one").digest("hex"),
      uploadedAt: expect.any(String),
      uploadedBy: { kind: "system", name: "test" },
      cacheControl: null,
      expiresAt: null,
      isDamaged: false,
    });
    expect(await digestOf(versionId)).toBe(filesDigest([file]));
    const second = await upload(versionId, "x", "two", { fileName: "app.bin", sha256: sha256("two").toUpperCase() });
    expect(await digestOf(versionId)).toBe(filesDigest([file, second]));
    expect(await getFile(ctx, { fileId: file.id })).toEqual(file);
    const first = await listFiles(ctx, { versionId, limit: "1" });
    expect(first).toEqual({ items: [second], nextCursor: expect.any(String) });
    expect((await listFiles(ctx, { versionId, cursor: first.nextCursor })).items).toEqual([file]);
    await deleteFile(ctx, { fileId: file.id });
    await deleteFile(ctx, { fileId: second.id });
    expect(await digestOf(versionId)).toBeNull();
    await expect(deleteFile(ctx, { fileId: second.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await isStored(file.sha256)).toBe(false);
  });

  it("share their content, which stays as long as one of them has it", async () => {
    const [left, right] = [await aVersion(), await aVersion()];
    const a = await upload(left, "a.bin", "shared");
    const b = await upload(right, "b.bin", "shared");
    const c = await upload(right, "c.bin", "shared");
    for (const { id } of [a, b]) {
      await deleteFile(ctx, { fileId: id });
      expect(await isStored(a.sha256)).toBe(true);
    }
    await deleteFile(ctx, { fileId: c.id });
    expect(await isStored(a.sha256)).toBe(false);
  });

  it("keep their content when it is deleted here and uploaded there at the same time", async () => {
    const versionId = await aVersion();
    for (let round = 0; round < 5; round++) {
      const file = await upload(versionId, `old-${round}`, `raced ${round}`);
      const [, made] = await Promise.all([
        deleteFile(ctx, { fileId: file.id }),
        upload(versionId, `new-${round}`, `raced ${round}`),
      ]);
      expect(await isStored(made.sha256)).toBe(true);
    }
  });

  it("have names that are taken once", async () => {
    const versionId = await aVersion();
    const tries = await Promise.allSettled([upload(versionId, "a", "1"), upload(versionId, "a", "2")]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(tries.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "CONFLICT" } });
  });

  it("stay as they are once the version was rolled out", async () => {
    const versionId = await aVersion();
    const file = await upload(versionId, "a", "rolled out");
    const { version } = await ctx.db.version.findUniqueOrThrow({ where: { id: versionId } });
    await ctx.db.rollout.create({
      data: {
        productId,
        image: "",
        tag: version,
        toVersion: version,
        strategy: "manual",
        status: "completed",
        settings: {},
        createdBy: { kind: "system" },
      },
    });
    await expect(upload(versionId, "b", "more")).rejects.toMatchObject({ code: "WRONG_STATE" });
    const { number } = await ctx.db.rollout.findFirstOrThrow({ where: { productId, toVersion: version } });
    await expect(deleteFile(ctx, { fileId: file.id })).rejects.toMatchObject({
      code: "WRONG_STATE",
      message: expect.stringContaining(`used by the rollouts #${number}.`),
    });
    expect(await isStored(file.sha256)).toBe(true);
  });

  it("stay as long as somebody was told to fetch them, and the refusal names them", async () => {
    const versionId = await aVersion();
    const file = await upload(versionId, "a", "handed out");
    const notification = { productId, versionId, toldAt: ctx.clock.now() };
    await ctx.db.updateNotification.createMany({
      data: ["one", "two"].map((clientId) => ({ ...notification, clientId })),
    });
    await expect(deleteFile(ctx, { fileId: file.id })).rejects.toMatchObject({
      code: "WRONG_STATE",
      message: expect.stringContaining("2 clients that were told of it"),
    });
    await ctx.db.updateNotification.deleteMany({ where: { versionId } });
    await deleteFile(ctx, { fileId: file.id });
  });

  it("stay as they are when the rollout begins while they come", async () => {
    const versionId = await aVersion();
    let late: Promise<unknown> = Promise.resolve();
    await ctx.db.$transaction(async (tx) => {
      const { version } = await tx.version.findUniqueOrThrow({ where: { id: versionId } });
      await lockVersion(tx, productId, version);
      late = upload(versionId, "late", "late").catch((error: unknown) => error);
      await sleep(300);
      const names = { productId, image: "", tag: version, toVersion: version };
      const rest = { strategy: "manual", status: "completed", settings: {}, createdBy: { kind: "system" } };
      await tx.rollout.create({ data: { ...names, ...rest } });
    });
    expect(await late).toMatchObject({ code: "WRONG_STATE" });
    expect(await digestOf(versionId)).toBeNull();
  });

  it("beside an image change nothing of its digest", async () => {
    const slug = `image-${randomUUID()}`;
    const image = await ctx.db.product.create({ data: { slug, name: slug, kind: "image" } });
    const versionId = await aVersion(image.id);
    await upload(versionId, "sbom.json", "{}");
    expect(await digestOf(versionId)).toBeNull();
  });

  it("need the permission to write versions", async () => {
    const versionId = await aVersion();
    const asViewer = as(ctx, aUser("viewer"));
    await expect(uploadFile(asViewer, aForm({ versionId }, { text: "x" }))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(deleteFile(asViewer, { fileId: randomUUID() })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(listFiles(as(ctx, aToken("devices:read")), { versionId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const writer = as(ctx, aToken("versions:write"));
    expect(await uploadFile(writer, aForm({ versionId }, { text: "x" }))).toMatchObject({ fileSize: 1 });
  });

  describe("that cannot be taken", () => {
    const PART = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';
    it.each<[string, () => UploadForm | Promise<UploadForm>, string]>([
      ["no form", () => raw("{}", "application/json"), "UNSUPPORTED_MEDIA_TYPE"],
      ["no content type", () => raw("", null), "UNSUPPORTED_MEDIA_TYPE"],
      ["no boundary", () => raw("", "multipart/form-data; foo=1"), "INVALID_INPUT"],
      ["nothing at all", () => raw(""), "INVALID_INPUT"],
      ["garbage", () => raw("garbage"), "INVALID_INPUT"],
      ["a form cut in the file", () => raw(`${PART}half`), "INVALID_INPUT"],
      ["a form cut in a field", () => raw('--x\r\ncontent-disposition: form-data; name="f"\r\n\r\nv'), "INVALID_INPUT"],
      ["a form without a file", () => aForm({ versionId: randomUUID() }, null), "INVALID_INPUT"],
      ["two files", () => raw(`${PART}1\r\n${PART}2\r\n--x--\r\n`), "INVALID_INPUT"],
      ["a field twice", () => twice("versionId"), "INVALID_INPUT"],
      [
        "a field too long",
        async () => aForm({ versionId: await aVersion(), a: "x".repeat(5_000) }, { text: "x" }),
        "INVALID_INPUT",
      ],
      [
        "a file too large",
        async () => aForm({ versionId: await aVersion() }, { text: "x".repeat(100_001) }),
        "TOO_LARGE",
      ],
      ["an empty file", async () => aForm({ versionId: await aVersion() }, { text: "" }), "INVALID_INPUT"],
      [
        "an unknown field",
        async () => aForm({ versionId: await aVersion(), sha: "1" }, { text: "x" }),
        "INVALID_INPUT",
      ],
      ["no version", () => aForm({}, { text: "x" }), "INVALID_INPUT"],
      ["an unknown version", () => aForm({ versionId: randomUUID() }, { text: "x" }), "NOT_FOUND"],
      [
        "a path for a name",
        async () => aForm({ versionId: await aVersion(), fileName: "a/b" }, { text: "x" }),
        "INVALID_INPUT",
      ],
      [
        "a NUL in the name",
        async () => aForm({ versionId: await aVersion(), fileName: "a\0b" }, { text: "x" }),
        "INVALID_INPUT",
      ],
      [
        "another hash",
        async () => aForm({ versionId: await aVersion(), sha256: "0".repeat(64) }, { text: "x" }),
        "INVALID_INPUT",
      ],
    ])("%s is refused and leaves nothing", async (_case, form, code) => {
      await expect(uploadFile(ctx, await form())).rejects.toMatchObject({ code });
      expect(await readdir(path.join(uploadDir, "incoming"))).toEqual([]);
    });

    it("a sender that goes away in the middle leaves nothing", async () => {
      const body = new PassThrough();
      body.write(PART);
      body.write("x".repeat(20_000));
      const uploading = uploadFile(ctx, { contentType: "multipart/form-data; boundary=x", openBody: () => body });
      setTimeout(() => body.destroy(), 20);
      await expect(uploading).rejects.toMatchObject({ code: "INVALID_INPUT" });
      expect(await readdir(path.join(uploadDir, "incoming"))).toEqual([]);
    });

    it("a refused form is read to its end, for senders that read no answer before", async () => {
      const rest = Array.from({ length: 50 }, () => Buffer.alloc(65_536));
      const body = Readable.from([Buffer.from(PART.replace('"file"', '"other"')), ...rest]);
      const uploading = uploadFile(ctx, { contentType: "multipart/form-data; boundary=x", openBody: () => body });
      await expect(uploading).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await expect.poll(() => body.readableEnded).toBe(true);
    });

    function twice(name: string): UploadForm {
      const field = `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\nv\r\n`;
      return raw(`${field}${field}${PART}1\r\n--x--\r\n`);
    }
  });

  it("are swept where nobody has their content, once it is old", async () => {
    const versionId = await aVersion();
    const kept = await upload(versionId, "kept", "kept by a row");
    const store = openBlobStore(ctx.config);
    const left = await store.stage(Readable.from([Buffer.from("left by a killed transaction")]), 1_000);
    await left.keep();
    await left.discard();
    ctx.clock.set(new Date());
    await sweepFiles(ctx);
    expect(await isStored(left.sha256)).toBe(true);
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    for (const hash of [kept.sha256, left.sha256]) {
      await utimes(path.join(uploadDir, store.pathOf(hash)), longAgo, longAgo);
    }
    const contents = [{ sha256: left.sha256, size: left.size }];
    const found = { count: 1, bytes: left.size, contents, droppedUploads: 0 };
    expect(await collectFiles(ctx, { dryRun: true })).toEqual({ dryRun: true, ...found });
    expect(await isStored(left.sha256)).toBe(true);
    await expect(collectFiles(as(ctx, aUser("operator")), { dryRun: true })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await collectFiles(ctx, {})).toEqual({ dryRun: false, ...found });
    expect(await ctx.db.event.count({ where: { type: "files_collected" } })).toBe(1);
    await sweepFiles(ctx);
    expect(await isStored(left.sha256)).toBe(false);
    expect(await isStored(kept.sha256)).toBe(true);
  });
});
