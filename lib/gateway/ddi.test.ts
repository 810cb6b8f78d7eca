import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { changeSetting } from "#lib/hawkbit/settings/change.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { TestGateway, type Answer } from "#lib/testing/gateway.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const WAIT = { timeout: 10_000, interval: 10 };
const TOKEN = "a-target-token";

describeWithDatabase("The gateway's hawkBit interface", (getCtx) => {
  let gateway: TestGateway;
  let deviceId: string;

  beforeAll(async () => {
    const { db } = getCtx();
    const device = await db.device.create({
      data: {
        name: "dev1",
        tokenHash: sha256(crypto.randomUUID()),
        tenant: "DEFAULT",
        controllerId: "dev/1 ä",
        targetTokenHash: sha256(TOKEN),
      },
    });
    deviceId = device.id;
    await db.device.create({
      data: {
        name: "dev2",
        tokenHash: sha256(crypto.randomUUID()),
        tenant: "DEFAULT",
        controllerId: "dev2",
        targetTokenHash: sha256(TOKEN),
      },
    });
    gateway = await TestGateway.open(getCtx());
  });
  afterAll(() => gateway.close());

  interface Call {
    tenant?: string;
    token?: string;
    headers?: Record<string, string>;
  }
  const poll = (id: string, { tenant = "DEFAULT", token = TOKEN, headers = {} }: Call = {}) =>
    gateway.call({
      path: `/${tenant}/controller/v1/${encodeURIComponent(id)}`,
      headers: { host: "inner:3000", authorization: `TargetToken ${token}`, ...headers },
    });
  const linksOf = (answer: Answer) => (answer.json() as { _links?: Record<string, { href: string }> })._links ?? {};
  const readsOf = () => {
    const spy = vi.spyOn(getCtx().handle.client, "$queryRaw");
    return () => {
      const reads = spy.mock.calls.filter(([query]) => JSON.stringify(query).includes("FROM devices")).length;
      spy.mockRestore();
      return reads;
    };
  };

  it("answers a poll from memory as the database would, for any way to write the tenant", async () => {
    const first = await poll("dev2");
    const count = readsOf();
    const second = await poll("dev2");
    const lower = await poll("dev2", { tenant: "default" });
    expect(count()).toBe(0);
    expect(second.status).toBe(200);
    expect(second.text).toBe(first.text);
    expect(second.headers.etag).toBe(first.headers.etag);
    expect(lower.json()).toEqual(second.json());
    expect((await poll("dev2", { headers: { "if-none-match": second.headers.etag ?? "" } })).status).toBe(304);
  });

  it("takes ids that must be escaped", async () => {
    expect((await poll("dev/1 ä")).status).toBe(200);
    await getCtx().db.device.update({ where: { id: deviceId }, data: { wantsAttributes: true } });
    await vi.waitFor(async () => expect(linksOf(await poll("dev/1 ä"))).toHaveProperty("configData"), WAIT);
    expect(linksOf(await poll("dev/1 ä")).configData?.href).toBe(
      "http://inner:3000/DEFAULT/controller/v1/dev%2F1%20%C3%A4/configData",
    );
  });

  it("builds links through the proxy that it trusts", async () => {
    const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "ota.example.com", "x-forwarded-port": "8443" };
    expect(linksOf(await poll("dev/1 ä", { headers })).configData?.href).toMatch(/^https:\/\/ota\.example\.com:8443\//);
  });

  it.each([
    ["a wrong token", { token: "wrong" }],
    ["a wrong tenant", { tenant: "OTHERS" }],
    ["the token under a scheme in small letters", { headers: { authorization: `targettoken ${TOKEN}` } }],
  ])("answers 401 without a body to %s", async (_, call) => {
    const answer = await poll("dev2", call);
    expect([answer.status, answer.text]).toEqual([401, ""]);
  });

  it("speaks HAL, or plain JSON to who asks for it", async () => {
    expect((await poll("dev2")).headers["content-type"]).toContain("application/hal+json");
    const plain = await poll("dev2", { headers: { accept: "application/json;charset=UTF-8" } });
    expect(plain.headers["content-type"]).toMatch(/^application\/json/);
  });

  it("minds what the tenant sets, from the next poll on", async () => {
    const ctx = getCtx();
    const before = await poll("dev2");
    await changeSetting(ctx, { tenant: "DEFAULT", key: "pollingTime", value: "01:00:00" });
    await vi.waitFor(async () => expect((await poll("dev2")).text).not.toBe(before.text), WAIT);
    expect((await poll("dev2")).text).toMatch(/"sleep":"0[01]:\d\d:\d\d"/);
    await changeSetting(ctx, { tenant: "DEFAULT", key: "authentication.targettoken.enabled", value: false });
    await vi.waitFor(async () => expect((await poll("dev2")).status).toBe(401), WAIT);
    await changeSetting(ctx, { tenant: "DEFAULT", key: "authentication.targettoken.enabled", value: true });
    await vi.waitFor(async () => expect((await poll("dev2")).status).toBe(200), WAIT);
  });

  it("offers a deployment in the poll after it was made", async () => {
    const ctx = getCtx();
    const world = await RolloutWorld.with(ctx, { devices: 1 });
    // Images are for devices that pull them; files are what hawkBit clients install.
    await ctx.db.product.update({ where: { id: world.productId }, data: { kind: "firmware" } });
    const [id] = world.deviceIds;
    const identity = { tenant: "DEFAULT", controllerId: "dev3", targetTokenHash: sha256(TOKEN) };
    await ctx.db.device.update({ where: { id }, data: identity });
    expect((await poll("dev3")).status).toBe(200);
    await vi.waitFor(async () => {
      const count = readsOf();
      await poll("dev3");
      expect(count()).toBe(0);
    }, WAIT);
    await world.rollOut({ settings: { batches: [100] } });
    await world.settle();
    await vi.waitFor(async () => expect(linksOf(await poll("dev3"))).toHaveProperty("deploymentBase"), WAIT);
    const { href } = linksOf(await poll("dev3")).deploymentBase!;
    const status = { execution: "proceeding", result: { finished: "none" }, details: ["raw \0 output", "\ud800"] };
    const said = await gateway.call({
      method: "POST",
      path: `${new URL(href).pathname}/feedback`,
      headers: { authorization: `TargetToken ${TOKEN}` },
      body: { timestamp: Date.now() * 1_000, status },
    });
    expect(said.status).toBe(200);
  });

  it("goes on serving a connection whose last body was too large, and one that was left in the middle", async () => {
    const head = `PUT /DEFAULT/controller/v1/dev2/configData HTTP/1.1\r\nhost: a\r\nauthorization: TargetToken ${TOKEN}\r\ncontent-type: application/json\r\n`;
    const heard = await exchange(
      gateway.port,
      `${head}content-length: 3000000\r\n\r\n${"x".repeat(3_000_000)}` +
        `GET /DEFAULT/controller/v1/dev2 HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: TargetToken ${TOKEN}\r\n\r\n`,
    );
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
    const fault = vi.spyOn(getCtx().log, "error");
    const socket = connect(gateway.port, "127.0.0.1", () => {
      socket.write(`${head}content-length: 100\r\n\r\n{`, () => setTimeout(() => socket.destroy(), 50));
    });
    await new Promise((resolve) => socket.once("close", resolve));
    expect((await poll("dev2")).status).toBe(200);
    expect(fault).not.toHaveBeenCalled();
    fault.mockRestore();
  });

  describe("that cannot be understood", () => {
    const headers = { authorization: `TargetToken ${TOKEN}` };
    it.each([
      ["an address that is nowhere", { path: "/DEFAULT/controller/v1/dev2/nothing" }, 404],
      ["an id that is too long", { path: `/DEFAULT/controller/v1/${"x".repeat(257)}` }, 400],
      ["a broken escape", { path: "/DEFAULT/controller/v1/%ff" }, 400],
      ["a method that is not possible", { method: "DELETE", path: "/DEFAULT/controller/v1/dev2" }, 405],
      ["a body that is no JSON", { method: "PUT", path: "/DEFAULT/controller/v1/dev2/configData", body: "{" }, 400],
      [
        "a text that no column holds",
        {
          method: "POST",
          path: "/DEFAULT/controller/v1/dev2/confirmationBase/activateAutoConfirm",
          body: { initiator: "a\0" },
        },
        400,
      ],
    ])("such as %s gets a fitting status", async (_, call, status) => {
      expect((await gateway.call({ ...call, headers })).status).toBe(status);
    });
  });

  it("takes what a device says of itself, though nobody asked", async () => {
    const path = "/DEFAULT/controller/v1/dev2/configData";
    const headers = { authorization: `TargetToken ${TOKEN}` };
    const body = { id: "", data: { serial: "0001" } };
    const answer = await gateway.call({ method: "PUT", path, headers, body });
    expect([answer.status, answer.text]).toEqual([200, ""]);
    const row = await getCtx().db.device.findFirstOrThrow({ where: { controllerId: "dev2" } });
    expect(row.attributes).toEqual({ serial: "0001" });
  });

  it("says to a management client without a password that it wants one", async () => {
    const answer = await gateway.call({ path: "/rest/v1/targets" });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toContain("Basic");
  });
});

/** Sends bytes as they are, and reads until the other end closes. */
function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
  return text(socket);
}
