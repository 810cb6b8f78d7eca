import { randomUUID } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { makeLink } from "#lib/artifacts/make-link.ts";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { signedAddress } from "#lib/artifacts/sign-link.ts";
import { uploadFile } from "#lib/artifacts/upload-file.ts";
import type { FileView } from "#lib/artifacts/view.ts";
import { createDevice } from "#lib/devices/create.ts";
import { getFileOperation, fetchFileOperation } from "#lib/http/operations/files.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("Files at their addresses", (getCtx) => {
  let ctx: TestContext;
  let productId: string;
  let versionId: string;
  let token: string;
  let device: { token: string };

  beforeAll(async () => {
    ctx = getCtx();
    useAsRuntime(ctx);
    // The routes' clock is the real one.
    ctx.clock.set(new Date());
    token = (await createToken(ctx, { name: "reader", scopes: ["versions:read"] })).token;
    device = await createDevice(ctx, { name: "one" });
  });
  beforeEach(async () => {
    const slug = `app-${randomUUID()}`;
    productId = (await ctx.db.product.create({ data: { slug, name: slug, kind: "app" } })).id;
    versionId = (await createVersion(ctx, { productId, version: "1.0.0" })).id;
  });

  async function upload(text: string, fields: Record<string, string> = {}, version = versionId): Promise<FileView> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ versionId: version, ...fields })) form.append(name, value);
    form.append("file", new Blob([text]), "app file.bin");
    const { headers, body } = new Response(form);
    return uploadFile(ctx, {
      contentType: headers.get("content-type"),
      openBody: () => Readable.fromWeb(body as never),
    });
  }

  const get = (file: FileView, options: { token?: string; query?: string; headers?: Record<string, string> } = {}) =>
    call(fetchFileOperation, { ...options, params: { sha256: file.sha256, name: file.fileName } });
  const queryOf = (address: string) => address.slice(address.indexOf("?"));
  const makePrivate = () => ctx.db.product.update({ where: { id: productId }, data: { isPrivate: true } });
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);

  it("are everybody's and kept for good, and never run in a browser", async () => {
    const file = await upload(`public ${versionId}`);
    const answer = await get(file, { query: "?utm_source=mail" });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(`public ${versionId}`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      etag: `"${file.sha256}"`,
      "cache-control": "public, max-age=31536000, immutable, no-transform",
      "x-content-type-options": "nosniff",
      "content-disposition": expect.stringMatching(/^attachment;filename="app file.bin"/),
    });
    const again = await get(file, { headers: { "if-none-match": `"${file.sha256}"` } });
    expect(again.status).toBe(304);
    const part = await get(file, { headers: { range: "bytes=0-5" } });
    expect([part.status, await part.text()]).toEqual([206, "public"]);
  });

  it("of a private product are for those tokens of some products that reach it", async () => {
    const file = await upload(`limited ${versionId}`);
    await makePrivate();
    const other = await ctx.db.product.create({ data: { slug: `app-${randomUUID()}`, name: "Other", kind: "app" } });
    const of = async (id: string) =>
      (await createToken(ctx, { name: "of one", scopes: ["versions:read"], productIds: [id] })).token;
    expect((await get(file, { token: await of(productId) })).status).toBe(200);
    expect((await get(file, { token: await of(other.id) })).status).toBe(404);
    const link = queryOf(signedAddress(ctx.config, { sha256: file.sha256, fileName: file.fileName }, inSeconds(60)));
    expect((await get(file, { token: await of(other.id), query: link })).status).toBe(200);
  });

  it("are found by hash and name, not by one of the two", async () => {
    const file = await upload(`named ${versionId}`);
    expect((await get({ ...file, fileName: "setup.exe" })).status).toBe(404);
    expect((await get({ ...file, sha256: "0".repeat(64) })).status).toBe(404);
    expect((await get({ ...file, sha256: "../../etc/passwd" })).status).toBe(404);
  });

  describe("of a private product", () => {
    it("are for devices and for whoever may read versions", async () => {
      const file = await upload(`private ${versionId}`);
      await makePrivate();
      expect((await get(file)).status).toBe(404);
      expect((await get(file, { token: "slp_wrong" })).status).toBe(401);
      for (const known of [token, device.token]) {
        const answer = await get(file, { token: known });
        expect(answer.status).toBe(200);
        expect(answer.headers.get("cache-control")).toMatch(/^private, /);
      }
    });

    it("are for whoever has a link, for a while", async () => {
      const file = await upload(`linked ${versionId}`);
      await makePrivate();
      const { url, expiresAt } = await makeLink(ctx, { fileId: file.id, expiresInSeconds: 60 }, "https://slipway.test");
      expect(url).toContain(`https://slipway.test${fileAddress(file)}?expires=`);
      expect(expiresAt).not.toBeNull();
      expect((await get(file, { query: queryOf(url) })).status).toBe(200);
      const over = signedAddress(ctx.config, file, inSeconds(-1));
      expect((await get(file, { query: queryOf(over) })).status).toBe(403);
    });

    it.each<[string, (file: FileView) => string]>([
      ["made up", () => "?expires=9999999999&signature=AAAA"],
      ["without its time", () => "?signature=AAAA"],
      ["made longer", (file) => queryOf(signedAddress(ctx.config, file, inSeconds(60))).replace(/=\d+/, "=9999999999")],
      ["of another file", (file) => queryOf(signedAddress(ctx.config, { ...file, fileName: "other" }, inSeconds(60)))],
      [
        "signed with another key",
        (file) => {
          const config = { ...ctx.config, encryptionKey: "another-key-of-thirty-two-characters" };
          return queryOf(signedAddress(config, file, inSeconds(60)));
        },
      ],
    ])("open for no link that is %s", async (_case, query) => {
      const file = await upload(`guarded ${versionId}`);
      await makePrivate();
      expect((await get(file, { query: query(file) })).status).toBe(404);
    });
  });

  it("have the address for good where their product is public", async () => {
    const file = await upload(`for good ${versionId}`);
    expect(await makeLink(ctx, { fileId: file.id }, "https://slipway.test")).toEqual({
      url: `https://slipway.test${fileAddress(file)}`,
      expiresAt: null,
    });
  });

  it("are kept by caches as their owner says, and no longer than they last", async () => {
    const short = await upload(`short ${versionId}`, { cacheControl: "public, max-age=60" });
    expect((await get(short)).headers.get("cache-control")).toBe("public, max-age=60");
    const version = await createVersion(ctx, { productId, version: "1.1.0" });
    const over = await upload(`over ${versionId}`, { expiresAt: new Date(0).toISOString() }, version.id);
    expect((await get(over)).status).toBe(404);
  });

  describe("whose content rotted in the store", () => {
    async function damage(file: FileView, content: string): Promise<void> {
      const store = openBlobStore(ctx.config);
      await writeFile(path.join(ctx.config.uploadDir, store.pathOf(file.sha256)), content);
    }
    const eventsOf = (sha256: string) =>
      ctx.db.event.count({ where: { type: "file_quarantined", data: { path: ["sha256"], equals: sha256 } } });

    it.each([
      ["other bytes", "x".repeat(43)],
      ["fewer bytes", "short"],
    ])("by %s are never handed out whole, taken out, and told of", async (_case, content) => {
      const text = versionId.padEnd(43, ".");
      const file = await upload(text);
      await damage(file, content);
      const first = await get(file);
      // What had not been sent yet when it was found is not sent any more.
      if (first.status === 200) await expect(first.text()).rejects.toThrow();
      else expect(first.status).toBe(503);
      const second = await get(file);
      expect(second.status).toBe(503);
      expect(await second.text()).toContain("found damaged");
      expect(await readdir(path.join(ctx.config.uploadDir, "damaged"))).toContain(file.sha256);
      expect(await eventsOf(file.sha256)).toBe(1);
      const view = await call(getFileOperation, { token, params: { fileId: file.id } });
      expect(await view.json()).toMatchObject({ isDamaged: true });
    });

    it("are found out by a part of them too", async () => {
      const file = await upload(`a part of ${versionId}`);
      await damage(file, "x".repeat(file.fileSize));
      expect((await get(file, { headers: { range: "bytes=0-3" } })).status).toBe(206);
      await expect.poll(async () => (await get(file, { headers: { range: "bytes=0-3" } })).status).toBe(503);
    });

    it("are mended by the same file, also after their version was rolled out", async () => {
      const text = `mended ${versionId}`;
      const file = await upload(text);
      await damage(file, "x".repeat(file.fileSize));
      await (await get(file)).text().catch(() => undefined);
      await ctx.db.rollout.create({
        data: {
          productId,
          image: "",
          tag: "1.0.0",
          toVersion: "1.0.0",
          strategy: "manual",
          status: "completed",
          settings: {},
          createdBy: { kind: "system" },
        },
      });
      await expect(upload("something else")).rejects.toMatchObject({ code: "WRONG_STATE" });
      expect(await upload(text)).toMatchObject({ id: file.id, isDamaged: false });
      expect(await (await get(file)).text()).toBe(text);
    });
  });
});
