import { expect, it } from "vitest";
import { deleteDependency } from "#lib/deployments/dependencies/delete.ts";
import { listDependencies } from "#lib/deployments/dependencies/list.ts";
import { saveDependency } from "#lib/deployments/dependencies/save.ts";
import { createProduct } from "#lib/products/create.ts";
import { deleteProduct } from "#lib/products/delete.ts";
import { aUser, as } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const make = async (ctx: TestContext, ...slugs: string[]) => {
  for (const slug of slugs) await createProduct(ctx, { slug, name: slug, kind: "firmware" });
};
const need = (ctx: TestContext, productId: string, dependsOnId: string, range = "^1.0.0") =>
  saveDependency(ctx, { productId, dependsOnId, range });

describeWithDatabase("Dependencies", (getCtx) => {
  it("are saved, changed and deleted, and leave events", async () => {
    const ctx = getCtx();
    await make(ctx, "app", "api", "db");
    await need(ctx, "app", "api");
    const saved = await need(ctx, "app", "api", ">=1.4 <3");
    expect(saved).toMatchObject({ dependencies: [{ dependsOn: { slug: "api" }, range: ">=1.4 <3" }], dependents: [] });
    await need(ctx, "api", "db");
    expect(await listDependencies(ctx, { productId: "api" })).toMatchObject({
      dependencies: [{ dependsOn: { slug: "db" } }],
      dependents: [{ product: { slug: "app" } }],
    });
    await deleteDependency(ctx, { productId: "api", dependsOnId: "db" });
    await expect(deleteDependency(ctx, { productId: "api", dependsOnId: "db" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const types = await ctx.db.event.findMany({ where: { type: { startsWith: "dependency" } } });
    expect(types).toHaveLength(4);
  });

  it("that close a circle are refused with its path", async () => {
    const ctx = getCtx();
    await need(ctx, "api", "db");
    await expect(need(ctx, "db", "app")).rejects.toMatchObject({
      code: "IMPOSSIBLE",
      message: "This would close a circle: db → app → api → db.",
    });
    await expect(need(ctx, "db", "db")).rejects.toMatchObject({ message: "This would close a circle: db → db." });
  });

  it.each(["banana", "", "^^1", "1.0.0 - ", "x".repeat(201)])("with the range %j are refused", async (range) => {
    await expect(need(getCtx(), "app", "db", range)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("keep a product that others need from being deleted", async () => {
    const ctx = getCtx();
    await make(ctx, "needed", "needy");
    await need(ctx, "needy", "needed");
    await expect(deleteProduct(ctx, { productId: "needed" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: "The product needed cannot be deleted: it has 1 dependent.",
    });
    await deleteProduct(ctx, { productId: "needy" });
    await deleteProduct(ctx, { productId: "needed" });
  });

  it("are of products that are there, and for those who may change them", async () => {
    await expect(need(getCtx(), "app", "moon")).rejects.toMatchObject({ code: "NOT_FOUND" });
    const viewer = as(getCtx(), aUser("viewer"));
    await expect(need(viewer, "app", "db")).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await listDependencies(viewer, { productId: "app" })).dependencies).toHaveLength(1);
  });
});

describeOnPostgres("Dependencies, raced", (getCtx) => {
  it("never close a circle together", async () => {
    const ctx = getCtx();
    await make(ctx, "one", "two");
    const results = await Promise.allSettled([need(ctx, "one", "two"), need(ctx, "two", "one")]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
