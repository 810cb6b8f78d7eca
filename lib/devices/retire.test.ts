import { expect, it } from "vitest";
import { authenticateDevice } from "#lib/devices/authenticate.ts";
import { createDevices } from "#lib/devices/create.ts";
import { getDevice } from "#lib/devices/find.ts";
import { listDeviceActions } from "#lib/devices/list-actions.ts";
import { retireDevice } from "#lib/devices/retire.ts";
import { createProduct } from "#lib/products/create.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

/** A running rollout over two devices, of which the first is updating. */
async function aRollout(ctx: TestContext) {
  const product = await createProduct(ctx, { slug: "gateway", name: "Gateway", kind: "image" });
  const { items } = await createDevices(ctx, { devices: [{ name: "a" }, { name: "b" }] });
  const now = ctx.clock.now();
  const rollout = await ctx.db.rollout.create({
    data: {
      productId: product.id,
      image: "docker.io/acme/gateway",
      tag: "1.1.0",
      toVersion: "1.1.0",
      strategy: "auto",
      status: "running",
      settings: {},
      createdBy: {},
      batches: { create: { index: 0, percent: 100, status: "running" } },
    },
  });
  const actions = await Promise.all(
    items.map(({ id: deviceId }) =>
      ctx.db.deviceAction.create({
        data: {
          deviceId,
          rolloutId: rollout.id,
          productId: product.id,
          kind: "update",
          image: rollout.image,
          status: "accepted",
          attempt: 1,
          offeredAt: now,
          deadlineAt: now,
        },
      }),
    ),
  );
  await ctx.db.rolloutDevice.createMany({
    data: items.map(({ id: deviceId }, position) => {
      const actionId = actions[position]!.id;
      return { rolloutId: rollout.id, deviceId, batchIndex: 0, position, status: "updating", actionId, updatedAt: now };
    }),
  });
  return { rollout, devices: items };
}

describeWithDatabase("Retiring a device", (getCtx) => {
  it("closes its door and takes it out of the rollouts that run", async () => {
    const ctx = getCtx();
    const { rollout, devices } = await aRollout(ctx);
    const [device] = devices;
    const deviceId = device!.id;

    await expect(retireDevice(as(ctx, aUser("viewer")), { deviceId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const retired = await retireDevice(ctx, { deviceId, reason: "Scrapped" });
    expect(retired.retiredAt).toBe(ctx.clock.now().toISOString());
    expect(await authenticateDevice(ctx.db, device!.token, deviceId)).toBeNull();

    const batch = await ctx.db.rolloutBatch.findFirstOrThrow({ where: { rolloutId: rollout.id } });
    expect(batch).toMatchObject({ updating: 1, skipped: 1 });
    expect((await getDevice(ctx, { deviceId })).recentActions).toMatchObject([
      { status: "cancelled", message: "device retired", rolloutNumber: rollout.number, product: "gateway" },
    ]);
    expect(await ctx.db.event.count({ where: { type: "device_retired", subjectId: deviceId } })).toBe(1);
  });

  it("happens once, and only to devices that exist", async () => {
    const ctx = getCtx();
    const { id: deviceId } = await ctx.db.device.findFirstOrThrow({ where: { name: "a" } });
    await expect(retireDevice(ctx, { deviceId })).rejects.toMatchObject({ code: "WRONG_STATE" });
    const nobody = "00000000-0000-4000-8000-000000000000";
    await expect(retireDevice(ctx, { deviceId: nobody })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(listDeviceActions(ctx, { deviceId: nobody })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("leaves a history that is read page by page", async () => {
    const ctx = getCtx();
    const { id: deviceId } = await ctx.db.device.findFirstOrThrow({ where: { name: "b" } });
    const page = await listDeviceActions(ctx, { deviceId, limit: "1" });
    expect(page).toMatchObject({ items: [{ kind: "update", status: "accepted" }], nextCursor: null });
  });
});
