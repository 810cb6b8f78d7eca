import { beforeAll, expect, it } from "vitest";
import { createDevice } from "#lib/devices/create.ts";
import { takeReportOperation, tellStateOperation } from "#lib/http/operations/check-in.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("The device protocol over HTTP", (getCtx) => {
  let device: { uuid: string; token: string };
  let other: { uuid: string; token: string };

  beforeAll(async () => {
    useAsRuntime(getCtx());
    device = await createDevice(getCtx(), { name: "till-1" });
    other = await createDevice(getCtx(), { name: "till-2" });
  });

  const poll = (headers: Record<string, string> = {}, token = device.token, uuid = device.uuid) =>
    call(tellStateOperation, { params: { uuid }, token, headers });
  const report = (body: unknown, token = device.token) =>
    call(takeReportOperation, { params: { uuid: device.uuid }, token, body });

  it("answers a poll with a tag, and 304 as long as nothing is new", async () => {
    const first = await poll();
    expect(first.status).toBe(200);
    expect(await first.json()).toEqual({ pollSeconds: expect.any(Number), action: null, apps: {} });
    const etag = first.headers.get("etag")!;
    const second = await poll({ "if-none-match": etag });
    expect([second.status, await second.text()]).toEqual([304, ""]);
    await report({ apps: { agent: { image: "r.example/agent", version: "1.0.0" } } });
    const third = await poll({ "if-none-match": etag });
    expect(third.status).toBe(200);
    expect((await third.json()).apps.agent).toEqual({ image: "r.example/agent", digest: null, version: "1.0.0" });
  });

  it("takes capitals in the device's id", async () => {
    expect((await poll({}, device.token, device.uuid.toUpperCase())).status).toBe(200);
  });

  it("knows nobody without the device's own token", async () => {
    expect((await poll({}, "slpd_wrong")).status).toBe(401);
    expect((await poll({}, other.token)).status).toBe(401);
    expect((await call(tellStateOperation, { params: { uuid: device.uuid } })).status).toBe(401);
    expect((await report({}, other.token)).status).toBe(401);
  });

  it.each([
    ["not JSON", "{", 400],
    ["a list", "[]", 400],
    ["an unknown field", { color: "red" }, 400],
    ["a status without an action", { status: "healthy" }, 400],
    ["an action that is not its own", { actionId: 4711, status: "healthy" }, 404],
    ["a NUL in a text", { message: "\u0000", actionId: 1 }, 400],
    ["deep attributes", { attributes: { a: { b: { c: [1, { d: null }] } } } }, 200],
  ])("answers %s with a fitting status", async (_, body, status) => {
    const response = await report(body);
    expect(response.status).toBe(status);
    if (status >= 400) expect(response.headers.get("content-type")).toBe("application/problem+json");
  });
});
