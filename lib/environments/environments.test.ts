import { expect, it } from "vitest";
import { archiveEnvironment } from "#lib/environments/archive.ts";
import { createEnvironment } from "#lib/environments/create.ts";
import { getEnvironment, holdEnvironment } from "#lib/environments/find.ts";
import { listEnvironments } from "#lib/environments/list.ts";
import { previewDevices } from "#lib/environments/preview-devices.ts";
import { refuseEmpty } from "#lib/environments/refuse-empty.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import { updateEnvironment } from "#lib/environments/update.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createDevice } from "#lib/devices/create.ts";
import { aUser, anonymous, as } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const orderOf = async (ctx: TestContext) =>
  (await listEnvironments(ctx, {})).items.map(({ slug, position }) => `${position} ${slug}`);

describeWithDatabase("Environments", (getCtx) => {
  it("are made at their place in the line, and leave an event", async () => {
    const ctx = getCtx();
    const production = await createEnvironment(ctx, { slug: "production", name: "Production", requiredApprovals: 2 });
    await createEnvironment(ctx, { slug: "staging", name: "Staging", position: 1 });
    await createEnvironment(ctx, { slug: "canary", name: "Canary", position: 2, deviceFilter: { fleets: ["none"] } });
    expect(production).toMatchObject({ position: 1, requiredApprovals: 2, approverRole: "approver", riskLimit: null });
    expect(await orderOf(ctx)).toEqual(["1 staging", "2 canary", "3 production"]);
    const event = await ctx.db.event.findFirst({ where: { type: "environment_created" }, orderBy: { seq: "asc" } });
    expect(event).toMatchObject({ subjectId: production.id, data: { slug: "production" } });
  });

  it("are moved without leaving a place twice", async () => {
    const ctx = getCtx();
    await updateEnvironment(ctx, { environmentId: "production", position: 1, name: "Prod" });
    expect(await orderOf(ctx)).toEqual(["1 production", "2 staging", "3 canary"]);
    await updateEnvironment(ctx, { environmentId: "production", position: 50 });
    expect(await orderOf(ctx)).toEqual(["1 staging", "2 canary", "3 production"]);
    expect(await getEnvironment(ctx, { environmentId: "production" })).toMatchObject({ name: "Prod" });
  });

  it("page in their order", async () => {
    const first = await listEnvironments(getCtx(), { limit: "2" });
    expect(first.items.map(({ slug }) => slug)).toEqual(["staging", "canary"]);
    const second = await listEnvironments(getCtx(), { limit: "2", cursor: first.nextCursor });
    expect(second).toMatchObject({ items: [{ slug: "production" }], nextCursor: null });
  });

  it("count the devices that they mean, and say when there are none", async () => {
    const ctx = getCtx();
    await createDevice(ctx, { name: "kiosk", fleet: "shops", tags: ["eu"] });
    const made = await createEnvironment(ctx, { slug: "shops", name: "Shops", deviceFilter: { fleets: ["shops"] } });
    expect(made.deviceCount).toBe(1);
    expect(await previewDevices(ctx, { deviceFilter: { fleets: ["shops", "gone"], tags: ["eu"] } })).toMatchObject({
      total: 1,
      sample: [{ name: "kiosk", fleet: "shops" }],
      unknownFleets: ["gone"],
    });
    await refuseEmpty(ctx, ctx.db, await requireEnvironment(ctx.db, "shops"));
    await updateEnvironment(ctx, { environmentId: "shops", deviceFilter: { fleets: ["shops"], tags: ["us"] } });
    await expect(refuseEmpty(ctx, ctx.db, await requireEnvironment(ctx.db, "shops"))).rejects.toMatchObject({
      code: "IMPOSSIBLE",
    });
  });

  it.each([
    ["a slug in capitals", { slug: "Prod", name: "x" }],
    ["a word that stands in addresses", { slug: "matrix", name: "x" }],
    ["a time zone that is none", { slug: "x", name: "x", timeZone: "Mars/Olympus" }],
    ["a negative count of approvals", { slug: "x", name: "x", requiredApprovals: -1 }],
    ["a risk limit above 100", { slug: "x", name: "x", riskLimit: 101 }],
    ["a role that approves nothing", { slug: "x", name: "x", approverRole: "operator" }],
    ["place 0", { slug: "x", name: "x", position: 0 }],
    ["a filter that cannot be read", { slug: "x", name: "x", deviceFilter: { query: "name==" } }],
    ["a field that is not known", { slug: "x", name: "x", color: "red" }],
  ])("are refused for %s", async (_title, input) => {
    await expect(createEnvironment(getCtx(), input)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("have slugs of their own", async () => {
    const ctx = getCtx();
    const taken = { code: "CONFLICT", details: { errors: [{ path: "slug" }] } };
    await expect(createEnvironment(ctx, { slug: "staging", name: "x" })).rejects.toMatchObject(taken);
    await expect(updateEnvironment(ctx, { environmentId: "canary", slug: "staging" })).rejects.toMatchObject(taken);
    await updateEnvironment(ctx, { environmentId: "canary", slug: "canary" });
  });

  it("once archived keep their history and give their slug free", async () => {
    const ctx = getCtx();
    const { id } = await getEnvironment(ctx, { environmentId: "canary" });
    await archiveEnvironment(ctx, { environmentId: "canary" });
    expect(await orderOf(ctx)).toEqual(["1 staging", "2 production", "3 shops"]);
    await expect(getEnvironment(ctx, { environmentId: "canary" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await getEnvironment(ctx, { environmentId: id })).toMatchObject({ slug: "canary" });
    expect((await listEnvironments(ctx, { archived: "true" })).items.map(({ slug }) => slug)).toEqual(["canary"]);
    await expect(archiveEnvironment(ctx, { environmentId: id })).rejects.toMatchObject({ code: "WRONG_STATE" });
    await expect(updateEnvironment(ctx, { environmentId: id, name: "x" })).rejects.toMatchObject({
      code: "WRONG_STATE",
    });
    await expect(inTransaction(ctx, (tx) => holdEnvironment(tx, id))).rejects.toMatchObject({ code: "WRONG_STATE" });
    await createEnvironment(ctx, { slug: "canary", name: "Canary, anew" });
  });

  it("are not archived while a deployment needs them", async () => {
    const ctx = getCtx();
    const { id } = await getEnvironment(ctx, { environmentId: "staging" });
    const deployment = await aDeploymentTo(ctx, id);
    await expect(archiveEnvironment(ctx, { environmentId: id })).rejects.toMatchObject({
      code: "CONFLICT",
      message: `The environment staging is still needed by the deployment #${deployment.number}.`,
    });
    await ctx.db.deployment.update({ where: { id: deployment.id }, data: { status: "completed" } });
    await archiveEnvironment(ctx, { environmentId: id });
  });

  it("are only for those who may", async () => {
    const input = { slug: "mine", name: "Mine" };
    await expect(createEnvironment(as(getCtx(), aUser("approver")), input)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(listEnvironments(as(getCtx(), anonymous), {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect((await listEnvironments(as(getCtx(), aUser("viewer")), {})).items).not.toEqual([]);
    await expect(getEnvironment(getCtx(), { environmentId: "nowhere" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describeOnPostgres("Environments, raced", (getCtx) => {
  it("made at once under one slug are made once, and get places of their own", async () => {
    const ctx = getCtx();
    const slugs = ["one", "one", "two", "three", "four"];
    const results = await Promise.allSettled(slugs.map((slug) => createEnvironment(ctx, { slug, name: slug })));
    expect(results.filter(({ status }) => status === "rejected")).toMatchObject([{ reason: { code: "CONFLICT" } }]);
    expect((await listEnvironments(ctx, {})).items.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  });

  it("are not archived below a deployment that is being made", async () => {
    const ctx = getCtx();
    const { id } = await getEnvironment(ctx, { environmentId: "one" });
    let archiving: Promise<unknown> = Promise.resolve();
    await inTransaction(ctx, async (tx) => {
      await holdEnvironment(tx, id);
      archiving = archiveEnvironment(ctx, { environmentId: id }).catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await aDeploymentTo({ ...ctx, db: tx as TestContext["db"] }, id);
    });
    expect(await archiving).toMatchObject({ code: "CONFLICT" });
  });
});

async function aDeploymentTo(ctx: TestContext, environmentId: string): Promise<{ id: string; number: number }> {
  const slug = `needed-${environmentId}`;
  const product = await ctx.db.product.create({ data: { slug, name: slug, kind: "firmware" } });
  const machine = await ctx.db.machine.create({ data: { kind: "deployment", status: "pending" } });
  return ctx.db.deployment.create({
    data: {
      name: slug,
      productId: product.id,
      environmentId,
      machineId: machine.id,
      needs: [],
      status: "queued",
      plan: {},
      release: {},
      trigger: {},
      createdBy: {},
    },
  });
}
