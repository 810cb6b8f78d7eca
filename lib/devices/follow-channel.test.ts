import { expect, it } from "vitest";
import { countFollowers } from "#lib/devices/count-followers.ts";
import { createDevice, createDevices } from "#lib/devices/create.ts";
import { createFleet } from "#lib/devices/create-fleet.ts";
import { getDevice } from "#lib/devices/find.ts";
import { updateDevice } from "#lib/devices/update.ts";
import { updateFleet } from "#lib/devices/update-fleet.ts";
import { createProduct } from "#lib/products/create.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

describeWithDatabase("Devices and fleets", (getCtx) => {
  it("follow a channel that some product has", async () => {
    const ctx = getCtx();
    await createProduct(ctx, { slug: "app", name: "App", kind: "app" });
    const { id: deviceId } = await createDevice(ctx, { name: "kiosk", channel: "beta" });
    expect(await getDevice(ctx, { deviceId })).toMatchObject({ channel: "beta" });
    expect(await updateDevice(ctx, { deviceId, channel: "stable" })).toMatchObject({ channel: "stable" });
    expect(await updateDevice(ctx, { deviceId, name: "till" })).toMatchObject({ channel: "stable" });
    expect(await updateDevice(ctx, { deviceId, channel: null })).toMatchObject({ channel: null });

    const fleet = await createFleet(ctx, { name: "shops", channel: "beta" });
    expect(fleet).toMatchObject({ channel: "beta" });
    expect(await updateFleet(ctx, { fleetId: fleet.id, channel: null })).toMatchObject({ channel: null });
  });

  it("are counted by the channel that they follow in the end", async () => {
    const ctx = getCtx();
    const { items } = await createDevices(ctx, {
      devices: [
        { name: "own", fleet: "testers", channel: "stable" },
        { name: "fleet's", fleet: "testers" },
        { name: "no" },
      ],
    });
    await updateFleet(ctx, { fleetId: "testers", channel: "beta" });
    for (const { id: deviceId } of items) {
      await ctx.db.deviceApp.create({ data: { deviceId, app: "app", image: "app", reportedAt: ctx.clock.now() } });
    }
    expect(await countFollowers(ctx, "app")).toEqual({ stable: 2, beta: 1 });
    expect(await countFollowers(ctx, "other")).toEqual({});
  });

  it("are refused a channel that none has, beside the field that names it", async () => {
    const ctx = getCtx();
    const refusal = (path: string) => ({ code: "INVALID_INPUT", details: { errors: [{ path }] } });
    const { id: deviceId } = await createDevice(ctx, { name: "kiosk" });
    await expect(createDevice(ctx, { name: "x", channel: "none" })).rejects.toMatchObject(refusal("channel"));
    await expect(updateDevice(ctx, { deviceId, channel: "none" })).rejects.toMatchObject(refusal("channel"));
    await expect(updateDevice(ctx, { deviceId, channel: "No Name" })).rejects.toMatchObject(refusal("channel"));
    await expect(createFleet(ctx, { name: "x", channel: "none" })).rejects.toMatchObject(refusal("channel"));
    const devices = [{ name: "a" }, { name: "b", channel: "none" }];
    await expect(createDevices(ctx, { devices })).rejects.toMatchObject(refusal("devices.1.channel"));
  });
});
