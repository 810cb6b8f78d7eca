import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { createDevice } from "#lib/devices/create.ts";
import { deprecateVersion } from "#lib/products/deprecate-version.ts";
import { cancelDistribution } from "#lib/updates/move-distribution.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { TestGateway } from "#lib/testing/gateway.ts";
import { UpdateWorld } from "#lib/testing/update-world.ts";
import type { UpdateAnswer } from "#lib/updates/view.ts";

const PATH = "/api/distribution/updates/check";
const WAIT = { timeout: 10_000, interval: 20 };

describeWithDatabase("Update checks through the gateway", (getCtx) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await TestGateway.open(getCtx());
  });
  afterAll(() => gateway.close());

  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    gateway.call({ method: "POST", path: PATH, body, headers });

  async function offered(world: UpdateWorld, currentVersion = "1.0.0"): Promise<string> {
    const answer = (await ask({ productId: world.slug, currentVersion })).json() as UpdateAnswer;
    return answer.updateAvailable ? answer.toVersion : answer.reason;
  }

  it("follow whatever changes what is offered", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    const soon = (version: string) => vi.waitFor(async () => expect(await offered(world)).toBe(version), WAIT);
    await soon("1.1.0");
    const versionId = await world.addVersion("1.2.0");
    await soon("1.2.0");
    await deprecateVersion(ctx, { versionId, reason: "It eats batteries." });
    await soon("1.1.0");
    await world.addVersion("2.0.0", { channels: [] });
    const { id: distributionId } = await world.distribute({ version: "2.0.0", strategy: "immediate" });
    await soon("2.0.0");
    await cancelDistribution(ctx, { distributionId });
    await soon("1.1.0");
    await ctx.db.channelVersion.deleteMany({ where: { version: { productId: world.productId, version: "1.1.0" } } });
    await soon("newest");
  });

  it("come from memory while nothing changes", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    await vi.waitFor(async () => expect(await offered(world)).toBe("1.1.0"), WAIT);
    await offered(world);
    const find = vi.spyOn(ctx.handle.client.product, "findFirst");
    expect(await offered(world)).toBe("1.1.0");
    expect(find).not.toHaveBeenCalled();
    find.mockRestore();
  });

  it("are refused in words", async () => {
    const world = await UpdateWorld.with(getCtx(), "1.0.0");
    const asked = { productId: world.slug, currentVersion: "1.0.0" };
    const statusOf = async (body: unknown, headers?: Record<string, string>) => (await ask(body, headers)).status;
    expect(await statusOf({ ...asked, productId: "nobody" })).toBe(404);
    expect(await statusOf({ ...asked, currentVersion: "one" })).toBe(400);
    expect(await statusOf({ ...asked, clientId: "\u0000" })).toBe(400);
    expect(await statusOf("{")).toBe(400);
    expect(await statusOf("[]")).toBe(400);
    expect(await statusOf({ ...asked, clientId: "x".repeat(70_000) })).toBe(413);
    expect(await statusOf(asked, { "content-type": "text/plain" })).toBe(415);
    expect(await statusOf(asked, { "content-encoding": "gzip" })).toBe(415);
    expect(await statusOf(asked, { authorization: "Bearer slp_wrong" })).toBe(401);
    const refusal = await ask({ ...asked, channel: "nightly" });
    expect(refusal.headers["content-type"]).toContain("application/problem+json");
    expect(refusal.json()).toMatchObject({ code: "INVALID_INPUT", errors: [{ path: "channel" }] });
  });

  it("of private products are for their devices", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    await ctx.db.product.update({ where: { id: world.productId }, data: { isPrivate: true } });
    const asked = { productId: world.slug, currentVersion: "1.0.0" };
    await vi.waitFor(async () => expect((await ask(asked)).status).toBe(401), WAIT);
    const device = await createDevice(ctx, { name: `device of ${world.slug}` });
    const answer = await ask({ ...asked, deviceId: device.id }, { authorization: `Bearer ${device.token}` });
    expect(answer.json()).toMatchObject({ updateAvailable: true, toVersion: "1.1.0" });
    expect((await ask({ ...asked, deviceId: "another" }, { authorization: `Bearer ${device.token}` })).status).toBe(
      403,
    );
  });

  it("of private products are for those tokens of some products that reach them", async () => {
    const ctx = getCtx();
    const [world, other] = [await UpdateWorld.with(ctx, "1.0.0", "1.1.0"), await UpdateWorld.with(ctx, "1.0.0")];
    await ctx.db.product.update({ where: { id: world.productId }, data: { isPrivate: true } });
    const asked = { productId: world.slug, currentVersion: "1.0.0" };
    await vi.waitFor(async () => expect((await ask(asked)).status).toBe(401), WAIT);
    const statusWith = async (productId: string) => {
      const { token } = await createToken(ctx, { name: "of one", scopes: ["viewer"], productIds: [productId] });
      return (await ask(asked, { authorization: `Bearer ${token}` })).status;
    };
    expect(await statusWith(world.productId)).toBe(200);
    expect(await statusWith(other.productId)).toBe(404);
  });
});
