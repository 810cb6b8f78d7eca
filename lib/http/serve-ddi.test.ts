import { beforeAll, expect, it } from "vitest";
import { serveDdi } from "#lib/http/serve-ddi.ts";
import { shareRuntime } from "#lib/kernel/runtime.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { HawkbitDevice } from "#lib/testing/hawkbit-device.ts";

describeWithDatabase("hawkBit's device protocol as a route handler", (getCtx) => {
  beforeAll(() => {
    const { config, log, handle } = getCtx();
    shareRuntime({ config, log, database: handle, startedAt: new Date(), programDir: process.cwd() });
  });

  const ask = (device: HawkbitDevice, path: string, init: RequestInit = {}) =>
    serveDdi(
      new Request(`http://updates.example.com/DEFAULT/controller/v1/${device.controllerId}${path}`, {
        ...init,
        headers: { authorization: `TargetToken ${device.targetToken}`, ...init.headers },
      }),
      { params: Promise.resolve({ tenant: "DEFAULT", path: `${device.controllerId}${path}`.split("/") }) },
    );

  it("answers a poll, takes attributes, and refuses whoever is not let in", async () => {
    const device = new HawkbitDevice(getCtx());
    await device.register();
    const poll = await ask(device, "");
    expect(poll.status).toBe(200);
    expect(await poll.json()).toMatchObject({
      _links: { configData: { href: expect.stringContaining("http://updates.example.com/DEFAULT/controller/v1/") } },
    });
    const json = { "content-type": "application/json" };
    const put = (body: string, headers: Record<string, string> = json) =>
      ask(device, "/configData", { method: "PUT", headers, body });
    expect((await put('{"data":{"serial":"1"}}')).status).toBe(200);
    expect((await put("{")).status).toBe(400);
    expect((await put("data", { "content-type": "text/plain" })).status).toBe(415);
    expect((await put(JSON.stringify({ data: { a: "x".repeat(2_000_000) } }))).status).toBe(413);
    device.targetToken = "somebody else's";
    expect((await ask(device, "")).status).toBe(401);
  });

  it("answers 304 to who has the answer already", async () => {
    const device = new HawkbitDevice(getCtx());
    await device.register();
    const poll = await ask(device, "");
    const again = await ask(device, "", { headers: { "if-none-match": poll.headers.get("etag") ?? "" } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it("takes an id as Next hands it over, decoded, and refuses what no column can hold", async () => {
    const device = new HawkbitDevice(getCtx(), "100%ff");
    await device.register();
    const call = (id: string) =>
      serveDdi(
        new Request(`http://updates.example.com/DEFAULT/controller/v1/${encodeURIComponent(id)}`, {
          headers: { authorization: `TargetToken ${device.targetToken}` },
        }),
        { params: Promise.resolve({ tenant: "DEFAULT", path: [id] }) },
      );
    expect((await call("100%ff")).status).toBe(200);
    expect((await call("a\0")).status).toBe(400);
  });

  it("believes no proxy where nobody knows who calls", async () => {
    const device = new HawkbitDevice(getCtx());
    await device.register();
    const headers = { authorization: "", "x-controller-id": device.controllerId, "x-authority": "any" };
    expect((await ask(device, "", { headers })).status).toBe(401);
  });
});
