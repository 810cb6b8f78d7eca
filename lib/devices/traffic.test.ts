import { expect, it } from "vitest";
import { createDevices } from "#lib/devices/create.ts";
import { createProduct } from "#lib/products/create.ts";
import { sampleTraffic } from "#lib/devices/sample-traffic.ts";
import { anonymous, as } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

async function hear(ctx: TestContext, deviceId: string, app: string): Promise<void> {
  const at = ctx.clock.now();
  await ctx.db.device.update({ where: { id: deviceId }, data: { lastSeenAt: at } });
  await ctx.db.deviceApp.upsert({
    where: { deviceId_app: { deviceId, app } },
    create: { deviceId, app, image: "docker.io/acme/gateway", reportedAt: at },
    update: {},
  });
}

describeWithDatabase("Traffic by hour", (getCtx) => {
  it("counts each device of a product once an hour, whenever it is looked at", async () => {
    const ctx = getCtx();
    const product = await createProduct(ctx, { slug: "gateway", name: "Gateway", kind: "app" });
    const { items } = await createDevices(ctx, { devices: [{ name: "a" }, { name: "b" }, { name: "c" }] });
    const [a, b] = items.map(({ id }) => id) as [string, string, string];
    const seen = async () => {
      await sampleTraffic(ctx);
      await sampleTraffic(ctx);
      const rows = await ctx.db.trafficHour.findMany({ where: { productId: product.id }, orderBy: { hour: "asc" } });
      return rows.map(({ devices }) => devices);
    };

    ctx.clock.set("2026-11-21T10:05:00Z");
    await hear(ctx, a, "gateway");
    await hear(ctx, b, "something-else");
    expect(await seen()).toEqual([1]);
    ctx.clock.set("2026-11-21T10:40:00Z");
    await hear(ctx, a, "gateway");
    await hear(ctx, b, "gateway");
    expect(await seen()).toEqual([2]);
    ctx.clock.set("2026-11-21T11:00:00Z");
    expect(await seen()).toEqual([2]);
    await hear(ctx, a, "gateway");
    expect(await seen()).toEqual([2, 1]);

    ctx.clock.advance({ days: 32 });
    expect(await seen()).toEqual([]);
  });

  it("is noted by nobody who may not", async () => {
    await expect(sampleTraffic(as(getCtx(), anonymous))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
