import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { flushDownloads } from "#lib/cdn/count-downloads.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { content, FileWorld } from "#lib/testing/file-world.ts";
import { TestGateway } from "#lib/testing/gateway.ts";

describeWithDatabase("Downloads that are counted", (getCtx) => {
  let gateway: TestGateway;
  let world: FileWorld;

  beforeAll(async () => {
    world = await FileWorld.with(getCtx());
    gateway = await TestGateway.open(getCtx(), { uploadDir: world.uploadDir });
  });
  afterAll(async () => {
    await gateway.close();
    await world.close();
  });
  beforeEach(async () => {
    await flushDownloads(getCtx());
    await getCtx().db.fileDay.deleteMany();
  });

  async function fetchCounted(path: string, headers: Record<string, string> = {}, method = "GET") {
    const answer = await fetch(`http://127.0.0.1:${gateway.port}${path}`, { method, headers });
    await answer.arrayBuffer();
    await flushDownloads(getCtx());
    const days = await getCtx().db.fileDay.findMany();
    return {
      status: answer.status,
      counted: days.map(({ region, downloads, bytes }) => [region, Number(downloads), Number(bytes)]),
    };
  }

  const address = () => fileAddress({ sha256: world.call().sha256, fileName: world.call().name });

  it("are those of devices", async () => {
    const { uuid, sha256: hash, name, token } = world.call();
    const path = `/api/v1/device/${uuid}/artifacts/${hash}/${encodeURIComponent(name)}`;
    expect(await fetchCounted(path, { authorization: `Bearer ${token}` })).toEqual({
      status: 200,
      counted: [["origin", 1, content.length]],
    });
  });

  it("are those of everybody who fetches a file by its address", async () => {
    expect(await fetchCounted(address())).toEqual({ status: 200, counted: [["origin", 1, content.length]] });
  });

  it("count for the hour of the product whose file it is", async () => {
    const ctx = getCtx();
    await ctx.db.trafficHour.deleteMany();
    await fetchCounted(address());
    await fetchCounted(address());
    const hours = await ctx.db.trafficHour.findMany({ include: { product: true } });
    expect(hours.map(({ downloads, hour }) => [Number(downloads), hour.getUTCMinutes()])).toEqual([[2, 0]]);
  });

  it("that go on where they were cut count their bytes alone", async () => {
    expect(await fetchCounted(address(), { range: "bytes=100-199" })).toEqual({
      status: 206,
      counted: [["origin", 0, 100]],
    });
  });

  it.each<[string, string, Record<string, string>]>([
    ["a question whether it is there", "HEAD", {}],
    ["a cache that fetches it for others", "GET", { "cdn-loop": "varnish" }],
    ["an answer that nothing has changed", "GET", { "if-none-match": "*" }],
  ])("are not %s", async (_case, method, headers) => {
    expect((await fetchCounted(address(), headers, method)).counted).toEqual([]);
  });
});
