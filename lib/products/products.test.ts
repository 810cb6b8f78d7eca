import { expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { createProduct } from "#lib/products/create.ts";
import { deleteProduct } from "#lib/products/delete.ts";
import { ensureProductForImage } from "#lib/products/ensure-product.ts";
import { getProduct } from "#lib/products/find.ts";
import { listProducts } from "#lib/products/list.ts";
import { updateProduct } from "#lib/products/update.ts";
import { anonymous, as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { makePolicy } from "#lib/testing/make-policy.ts";

const eventTypes = async ({ db }: TestContext, id: string) =>
  (await db.event.findMany({ where: { subjectId: id }, orderBy: { seq: "asc" } })).map((event) => event.type);

const ensure = (ctx: TestContext, image: string) => inTransaction(ctx, (tx) => ensureProductForImage(ctx, tx, image));

describeWithDatabase("Products", (getCtx) => {
  it("are declared with their image in its one normal form", async () => {
    const ctx = getCtx();
    const product = await createProduct(ctx, {
      slug: "gateway",
      name: "Gateway",
      kind: "image",
      image: "acme/gateway",
    });
    expect(product).toMatchObject({ slug: "gateway", image: "docker.io/acme/gateway", timeZone: "UTC" });
    expect(await getProduct(ctx, { productId: "gateway" })).toEqual(product);
    expect(await getProduct(ctx, { productId: product.id })).toEqual(product);
    expect(await eventTypes(ctx, product.id)).toEqual(["product_created"]);
  });

  it("refuse a slug or an image that is taken, and say whose it is", async () => {
    const ctx = getCtx();
    const create = (slug: string, image: string) => createProduct(ctx, { slug, name: "Other", kind: "image", image });
    await expect(create("gateway", "acme/other")).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/slug gateway/),
    });
    await expect(create("other", "docker.io/acme/gateway")).rejects.toThrow(/belongs to the product gateway/);
  });

  it.each([
    [{ slug: "Gate Way", name: "x", kind: "image" }, /lower-case/],
    [{ slug: "a", name: "x", kind: "tool" }, /kind/],
    [{ slug: "a", name: "x", kind: "image", image: "acme/gateway:1.2" }, /without a tag/],
    [{ slug: "a", name: "x", kind: "app", timeZone: "Mars/Olympus" }, /time zone/],
  ])("refuse %j with what would be right", async (input, message) => {
    await expect(createProduct(getCtx(), input)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(message),
    });
  });

  it("are made by operators and not by viewers", async () => {
    const ctx = getCtx();
    const input = { slug: "sensor", name: "Sensor", kind: "firmware" };
    await expect(createProduct(as(ctx, aUser("viewer")), input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(createProduct(as(ctx, anonymous), input)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await createProduct(as(ctx, aUser("operator")), input)).toMatchObject({ slug: "sensor", image: null });
  });

  it("are listed by slug, page by page", async () => {
    const ctx = getCtx();
    await createProduct(ctx, { slug: "another", name: "Another", kind: "app" });
    const first = await listProducts(ctx, { limit: "2" });
    expect(first.items.map(({ slug }) => slug)).toEqual(["another", "gateway"]);
    const second = await listProducts(ctx, { limit: "2", cursor: first.nextCursor });
    expect(second).toMatchObject({ items: [{ slug: "sensor" }], nextCursor: null });
    expect((await listProducts(ctx, { q: "GATE" })).items).toMatchObject([{ slug: "gateway" }]);
  });

  it("change everything but their slug", async () => {
    const ctx = getCtx();
    const changed = await updateProduct(ctx, { productId: "another", name: "New", image: "ghcr.io/acme/new" });
    expect(changed).toMatchObject({ slug: "another", name: "New", image: "ghcr.io/acme/new" });
    expect(await eventTypes(ctx, changed.id)).toEqual(["product_created", "product_updated"]);
    await expect(updateProduct(ctx, { productId: "another", image: "acme/gateway" })).rejects.toThrow(
      /product gateway/,
    );
    await expect(updateProduct(ctx, { productId: "missing", name: "x" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are deleted while unused, and otherwise say what uses them", async () => {
    const ctx = getCtx();
    const { id } = await getProduct(ctx, { productId: "gateway" });
    await makePolicy(ctx, { name: "gateways", productId: id });
    await expect(deleteProduct(ctx, { productId: "gateway" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/1 policy/),
    });
    await deleteProduct(ctx, { productId: "another" });
    await expect(getProduct(ctx, { productId: "another" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are made for an image that nobody declared, with the shortest free slug", async () => {
    const ctx = getCtx();
    expect(await ensure(ctx, "acme/gateway")).toMatchObject({ slug: "gateway" });
    const made = await ensure(ctx, "ghcr.io/acme/gateway");
    expect(made).toMatchObject({ slug: "acme-gateway", image: "ghcr.io/acme/gateway", kind: "image" });
    expect(await ensure(ctx, "ghcr.io/acme/gateway")).toMatchObject({ id: made.id });
    expect(await ensure(ctx, "quay.io/acme/gateway")).toMatchObject({ slug: "quay.io-acme-gateway" });
    expect(await eventTypes(ctx, made.id)).toEqual(["product_created"]);
  });
});

describeOnPostgres("Products for images", (getCtx) => {
  it("are made once when twenty callers come at the same time", async () => {
    const ctx = getCtx();
    const made = await Promise.all(Array.from({ length: 20 }, () => ensure(ctx, "ghcr.io/acme/busy")));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await eventTypes(ctx, made[0]!.id)).toEqual(["product_created"]);
  });
});
