import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { markRead, muteProduct, readRecent } from "#lib/notifications/read-recent.ts";
import { happen } from "#lib/notifications/testing/world.ts";
import { aToken, aUser, as } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

describeWithDatabase("What happened lately", (getCtx) => {
  let ctx: TestContext;
  let ada: TestContext;
  let productId = "";
  const failed = (over: object = {}) => ({
    type: "rollout_failed" as const,
    subject: { kind: "rollout" as const, id: randomUUID() },
    data: { number: 1 },
    ...over,
  });

  beforeAll(async () => {
    ctx = getCtx();
    const user = aUser("viewer");
    await ctx.db.user.create({
      data: { id: user.id, email: "ada@example.com", name: "Ada", role: "viewer", passwordHash: "" },
    });
    ada = as(ctx, user);
    const slug = `app-${randomUUID()}`;
    productId = (await ctx.db.product.create({ data: { slug, name: "An app", kind: "app" } })).id;
  });

  it("is new from the first look on, until it is read", async () => {
    await happen(ctx, failed());
    expect(await readRecent(ada, {})).toMatchObject({ unread: 0, items: [{ text: "Rollout #1 failed" }] });
    await happen(ctx, failed({ data: { number: 2 } }), failed({ data: { number: 3 } }));
    const { items, unread, readSeq } = await readRecent(ada, { limit: 2 });
    expect([unread, items.map(({ text }) => text)]).toEqual([2, ["Rollout #3 failed", "Rollout #2 failed"]]);
    expect(items.every(({ seq }) => seq > readSeq)).toBe(true);
    await markRead(ada, { seq: items[1]?.seq });
    expect(await readRecent(ada, {})).toMatchObject({ unread: 1 });
    await markRead(ada, { seq: Number.MAX_SAFE_INTEGER });
    await markRead(ada, { seq: 0 });
    expect(await readRecent(ada, {})).toMatchObject({ unread: 0, readSeq: items[0]?.seq });
  });

  it("leaves out what one did oneself, what devices do, and muted products", async () => {
    await happen(ada, failed({ data: { number: 4 } }));
    await happen(ctx, { type: "device_failed", subject: { kind: "device", id: randomUUID() } });
    await happen(ctx, failed({ productId, data: { number: 5 } }));
    const texts = async () => (await readRecent(ada, { limit: 1 })).items.map(({ text }) => text);
    expect(await texts()).toEqual(["Rollout #5 failed"]);
    expect(await readRecent(ada, {})).toMatchObject({
      unread: 1,
      items: [{ product: { name: "An app" } }, {}, {}, {}],
    });
    expect(await muteProduct(ada, { productId, muted: true })).toMatchObject({ mutedProductIds: [productId] });
    await muteProduct(ada, { productId, muted: true });
    expect(await texts()).toEqual(["Rollout #3 failed"]);
    expect(await readRecent(ada, {})).toMatchObject({ unread: 0, mutedProducts: [{ id: productId, name: "An app" }] });
    // Who goes past the others cannot be muted away.
    const subject = { kind: "rollbackPlan" as const, id: randomUUID() };
    await happen(ctx, { type: "rollback_glass_broken", subject, productId, data: { number: 9 } });
    expect(await readRecent(ada, { limit: 1 })).toMatchObject({
      unread: 1,
      items: [{ type: "rollback_glass_broken" }],
    });
    expect(await muteProduct(ada, { productId, muted: false })).toMatchObject({ mutedProductIds: [] });
    await expect(muteProduct(ada, { productId: randomUUID(), muted: true })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("pages back, and is told to programs too, which read nothing", async () => {
    const first = await readRecent(ada, { limit: 2 });
    const second = await readRecent(ada, { limit: 2, cursor: first.nextCursor });
    expect(second.items.every(({ seq }) => seq < (first.items.at(-1)?.seq ?? 0))).toBe(true);
    const program = as(ctx, aToken("events:read"));
    expect((await readRecent(program, {})).items.map(({ text }) => text)).toContain("Rollout #4 failed");
    expect(await readRecent(program, {})).toMatchObject({ unread: 0 });
    await expect(markRead(program, { seq: 1 })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(readRecent(as(ctx, aToken("devices:read")), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
