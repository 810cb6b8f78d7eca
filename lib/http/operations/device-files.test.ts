import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { getDeviceFileOperation } from "#lib/http/operations/check-in.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { itServesFiles } from "#lib/testing/file-serving.ts";
import { FileWorld, type FileCall } from "#lib/testing/file-world.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("Downloads through the route handler", (getCtx) => {
  let world: FileWorld;

  beforeAll(async () => {
    world = await FileWorld.with(getCtx());
    useAsRuntime(getCtx(), { uploadDir: world.uploadDir });
  });
  afterAll(() => world.close());

  const open = ({ method, uuid, sha256, name, token, headers }: FileCall) =>
    call(getDeviceFileOperation, {
      params: { uuid, sha256, name },
      token,
      headers,
      ...(method === "HEAD" && { method }),
    });

  itServesFiles(
    () => world,
    async (question) => {
      const response = await open(question);
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    },
  );

  it("hold no file open when a client goes away in the middle", async () => {
    if (process.platform !== "linux") return;
    const reader = (await open(world.call())).body!.getReader();
    await reader.read();
    expect(await world.countOpen()).toBe(1);
    await reader.cancel();
    await vi.waitFor(async () => expect(await world.countOpen()).toBe(0), { timeout: 5_000, interval: 20 });
  });
});
