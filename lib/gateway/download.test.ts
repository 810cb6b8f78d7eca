import { request as send } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { itServesFiles } from "#lib/testing/file-serving.ts";
import { FileWorld } from "#lib/testing/file-world.ts";
import { TestGateway } from "#lib/testing/gateway.ts";

const MEBIBYTE = 1_048_576;

describeWithDatabase("Downloads through the gateway", (getCtx) => {
  let gateway: TestGateway;
  let world: FileWorld;
  let download: { port: number; host: string; path: string; headers: Record<string, string> };

  beforeAll(async () => {
    world = await FileWorld.with(getCtx());
    gateway = await TestGateway.open(getCtx(), { uploadDir: world.uploadDir });
    const { uuid, sha256, name, token } = world.call();
    download = {
      port: gateway.port,
      host: "127.0.0.1",
      path: `/api/v1/device/${uuid}/artifacts/${sha256}/${encodeURIComponent(name)}`,
      headers: { authorization: `Bearer ${token}` },
    };
  });
  afterAll(async () => {
    await gateway.close();
    await world.close();
  });

  itServesFiles(
    () => world,
    ({ method, uuid, sha256, name, token, headers }) =>
      new Promise((resolve, reject) => {
        const place = [uuid, "artifacts", sha256, name].map(encodeURIComponent).join("/");
        const request = send(
          {
            ...{ port: gateway.port, host: "127.0.0.1", method, path: `/api/v1/device/${place}` },
            headers: { ...(token !== "" && { authorization: `Bearer ${token}` }), ...headers },
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
      }),
  );

  it("hold no file open when a client goes away in the middle", async () => {
    if (process.platform !== "linux") return;
    for (let call = 0; call < 10; call++) {
      await new Promise<void>((resolve) => {
        const request = send(download, (response) => {
          response.once("data", () => {
            request.destroy();
            resolve();
          });
          response.on("error", () => undefined);
        });
        request.on("error", () => undefined);
        request.end();
      });
    }
    await vi.waitFor(async () => expect(await world.countOpen()).toBe(0), { timeout: 5_000, interval: 50 });
  });

  it("hold no more than a little of the file in memory for a client that does not read", async () => {
    const before = heldBytes();
    const requests = Array.from({ length: 10 }, () => {
      const request = send(download, (response) => response.pause());
      request.on("error", () => undefined);
      request.end();
      return request;
    });
    await sleep(500);
    expect(heldBytes() - before).toBeLessThan(30 * MEBIBYTE);
    for (const request of requests) request.destroy();
  });
});

/** Bytes in buffers that somebody still holds: what only waits for the garbage collector does not count. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().arrayBuffers;
}
