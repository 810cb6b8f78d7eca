import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { request as send } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { TestGateway } from "#lib/testing/gateway.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const TOKEN = "slpd_download";
const MEBIBYTE = 1_048_576;
const content = randomBytes(8 * MEBIBYTE);
const hashes = Object.fromEntries(
  (["sha256", "sha1", "md5"] as const).map((name) => [name, createHash(name).update(content).digest("hex")]),
) as Record<"sha256" | "sha1" | "md5", string>;

describeWithDatabase("Downloads through the gateway", (getCtx) => {
  let gateway: TestGateway;
  let uploadDir: string;
  let target: string;
  let deviceId: string;

  beforeAll(async () => {
    const ctx = getCtx();
    uploadDir = await mkdtemp(path.join(tmpdir(), "slipway-download-"));
    const staged = await openBlobStore({ uploadDir }).stage(oneChunk(content), content.length);
    await staged.keep();
    await staged.discard();
    const world = await RolloutWorld.with(ctx, { devices: 2 });
    deviceId = world.deviceIds[0] ?? "";
    await ctx.db.device.update({ where: { id: deviceId }, data: { tokenHash: sha256(TOKEN) } });
    await ctx.db.device.update({ where: { id: world.deviceIds[1] }, data: { tokenHash: sha256(`${TOKEN}2`) } });
    const version = await createVersion(ctx, { productId: world.productId, version: "1.0.0" });
    await ctx.db.file.create({
      data: {
        versionId: version.id,
        fileName: "root fs.swu",
        filePath: hashes.sha256,
        fileSize: BigInt(content.length),
        mimeType: "application/octet-stream",
        ...hashes,
        uploadedAt: ctx.clock.now(),
        uploadedBy: {},
      },
    });
    // The second device runs something else.
    await ctx.db.deviceApp.deleteMany({ where: { deviceId: world.deviceIds[1] ?? "" } });
    target = `/api/v1/device/${deviceId}/artifacts/${hashes.sha256}/root%20fs.swu`;
    gateway = await TestGateway.open(ctx, { uploadDir });
  });
  afterAll(async () => {
    await gateway.close();
    await rm(uploadDir, { recursive: true });
  });

  const ask = (headers: Record<string, string> = {}, { method = "GET", at = target, token = TOKEN } = {}) =>
    new Promise<{ status: number; headers: Record<string, string | undefined>; body: Buffer }>((resolve, reject) => {
      const request = send(
        {
          port: gateway.port,
          host: "127.0.0.1",
          method,
          path: at,
          headers: { authorization: `Bearer ${token}`, ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers as Record<string, string | undefined>,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      request.on("error", reject);
      request.end();
    });

  it("bring the whole file, with what a client must know of it", async () => {
    const { status, headers, body } = await ask();
    expect(status).toBe(200);
    expect(body.equals(content)).toBe(true);
    expect(headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-length": String(content.length),
      "accept-ranges": "bytes",
      etag: `"${hashes.sha256}"`,
      "x-content-type-options": "nosniff",
      "content-disposition": `attachment;filename="root fs.swu";filename*=UTF-8''root%20fs.swu`,
    });
    expect(headers["transfer-encoding"]).toBeUndefined();
    expect(headers["content-encoding"]).toBeUndefined();
    expect(new Date(headers["last-modified"] ?? "").getTime()).not.toBeNaN();
  });

  it("tell the size to a HEAD without opening the file", async () => {
    const { status, headers, body } = await ask({}, { method: "HEAD" });
    expect([status, headers["content-length"], body.length]).toEqual([200, String(content.length), 0]);
  });

  it("go on where they were cut, at any byte", async () => {
    for (const at of [0, 1, 65_535, 65_536, 262_144, content.length - 1]) {
      const { status, headers, body } = await ask({ range: `bytes=${at}-` });
      expect(status).toBe(206);
      expect(headers["content-range"]).toBe(`bytes ${at}-${content.length - 1}/${content.length}`);
      expect(body.equals(content.subarray(at))).toBe(true);
    }
    const end = await ask({ range: `bytes=${content.length}-` });
    expect([end.status, end.headers["content-range"]]).toEqual([416, `bytes */${content.length}`]);
  });

  it("mind conditions", async () => {
    const etag = `"${hashes.sha256}"`;
    expect((await ask({ "if-none-match": etag })).status).toBe(304);
    expect((await ask({ "if-match": '"other"' })).status).toBe(412);
    expect((await ask({ range: "bytes=0-9", "if-range": etag })).body.length).toBe(10);
    expect((await ask({ range: "bytes=0-9", "if-range": '"other"' })).body.length).toBe(content.length);
  });

  it("are for the device that runs it or is to run it", async () => {
    expect((await ask({}, { token: "slpd_wrong" })).status).toBe(401);
    const other = await getCtx().db.device.findFirstOrThrow({ where: { tokenHash: sha256(`${TOKEN}2`) } });
    const at = target.replace(deviceId, other.id);
    expect((await ask({}, { at, token: `${TOKEN}2` })).status).toBe(404);
    expect((await ask({}, { at: target.replace("root", "boot") })).status).toBe(404);
    expect((await ask({}, { at: target.replace(hashes.sha256, "..%2f..%2fetc") })).status).toBe(400);
  });

  it("hold no file open when a client goes away in the middle", async () => {
    if (process.platform !== "linux") return;
    for (let call = 0; call < 10; call++) {
      await new Promise<void>((resolve) => {
        const request = send(
          { port: gateway.port, host: "127.0.0.1", path: target, headers: { authorization: `Bearer ${TOKEN}` } },
          (response) => {
            response.once("data", () => {
              request.destroy();
              resolve();
            });
            response.on("error", () => undefined);
          },
        );
        request.on("error", () => undefined);
        request.end();
      });
    }
    await vi.waitFor(async () => expect(await countOpen(uploadDir)).toBe(0), { timeout: 5_000, interval: 50 });
  });

  it("hold no more than a little of the file in memory for a client that does not read", async () => {
    const before = heldBytes();
    const requests = Array.from({ length: 10 }, () => {
      const request = send(
        { port: gateway.port, host: "127.0.0.1", path: target, headers: { authorization: `Bearer ${TOKEN}` } },
        (response) => response.pause(),
      );
      request.on("error", () => undefined);
      request.end();
      return request;
    });
    await sleep(500);
    expect(heldBytes() - before).toBeLessThan(30 * MEBIBYTE);
    for (const request of requests) request.destroy();
  });
});

async function* oneChunk(bytes: Buffer) {
  yield await Promise.resolve(bytes);
}

/** Bytes in buffers that somebody still holds: what only waits for the garbage collector does not count. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().arrayBuffers;
}

/** How many files below a folder this process has open. */
async function countOpen(folder: string): Promise<number> {
  const handles = await readdir("/proc/self/fd");
  const targets = await Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => "")));
  return targets.filter((open) => open.startsWith(folder)).length;
}
