import { beforeAll, expect, it } from "vitest";
import { saveDependency } from "#lib/deployments/dependencies/save.ts";
import { getGroup } from "#lib/deployments/groups/get.ts";
import { previewGroup, startGroup } from "#lib/deployments/groups/start.ts";
import { workOnQueue } from "#lib/deployments/queue/work-on-queue.ts";
import { DeployWorld } from "#lib/deployments/testing/deploy-world.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

describeWithDatabase("Several products", (getCtx) => {
  let world: DeployWorld;
  const items = [
    { product: "app", version: "1.0.0" },
    { product: "db", version: "1.0.0" },
    { product: "api", version: "2.1.0" },
    { product: "site", version: "1.0.0" },
  ];
  const start = (part: Record<string, unknown> = {}) =>
    startGroup(getCtx(), { environment: "staging", template: world.template, items, ...part });

  beforeAll(async () => {
    world = await DeployWorld.with(getCtx());
    await world.addProduct("app", "1.0.0");
    await world.addProduct("api", "2.1.0", "3.0.0");
    await world.addProduct("db", "1.0.0");
    await world.addProduct("site", "1.0.0");
    await saveDependency(getCtx(), { productId: "app", dependsOnId: "api", range: "^2.1.0" });
    await saveDependency(getCtx(), { productId: "api", dependsOnId: "db", range: "1.x" });
  });

  it("are put into order before anything starts", async () => {
    const plan = await previewGroup(getCtx(), { environment: "staging", items });
    expect(plan.levels.map((level) => level.map(({ product }) => product.slug))).toEqual([
      ["db", "site"],
      ["api"],
      ["app"],
    ]);
    expect(plan.violations).toEqual([]);
  });

  it("wait for those that they need, and start at once where they need none", async () => {
    const ctx = getCtx();
    const { id, deployments } = await start({ name: "Friday" });
    const of = (slug: string) => deployments.find(({ product }) => product.slug === slug)?.id ?? "";
    expect(deployments.map(({ product, needs }) => [product.slug, needs.length])).toEqual([
      ["db", 0],
      ["site", 0],
      ["api", 1],
      ["app", 1],
    ]);
    const started: string[] = [];
    const begin = async (_ctx: unknown, _tx: unknown, deployment: string) => {
      started.push(deployment);
      await Promise.resolve();
    };
    await workOnQueue(ctx, begin);
    expect(started.sort()).toEqual([of("db"), of("site")].sort());

    await world.complete(of("db"));
    await workOnQueue(ctx, begin);
    expect(started).toContain(of("api"));
    await world.setStatus(of("api"), "failed");
    await workOnQueue(ctx, begin);
    const group = await getGroup(ctx, { groupId: id });
    expect(group.name).toBe("Friday");
    const app = group.deployments.find(({ product }) => product.slug === "app");
    expect(app).toMatchObject({
      status: "cancelled",
      statusReason: expect.stringMatching(/It needs deployment #\d+, which did not succeed/) as string,
    });
  });

  it("that do not fit each other are refused before anything starts, unless it is wanted", async () => {
    const unfit = [items[0], { product: "api", version: "3.0.0" }];
    const before = await getCtx().db.deployment.count();
    await expect(start({ items: unfit })).rejects.toMatchObject({
      code: "IMPOSSIBLE",
      message: expect.stringMatching(/app 1\.0\.0 needs api \^2\.1\.0, but 3\.0\.0 would come\./) as string,
    });
    expect(await getCtx().db.deployment.count()).toBe(before);
    expect((await start({ items: unfit, despiteRanges: true })).deployments).toHaveLength(2);
  });

  it.each([
    ["one product twice", { items: [items[0], items[0]] }, "INVALID_INPUT"],
    ["no product", { items: [] }, "INVALID_INPUT"],
    ["an unknown product", { items: [{ product: "moon", version: "1" }] }, "NOT_FOUND"],
    ["an unknown version", { items: [{ product: "app", version: "9.9.9" }] }, "NOT_FOUND"],
    ["an unknown environment", { environment: "moon" }, "NOT_FOUND"],
    ["a faulty variable", { variables: { what: 1 }, items: [items[1]] }, "IMPOSSIBLE"],
  ])("are refused for %s", async (_title, part, code) => {
    await expect(start(part)).rejects.toMatchObject({ code });
  });
});
