import { expect, it } from "vitest";
import { createDevice } from "#lib/devices/create.ts";
import { createFleet } from "#lib/devices/create-fleet.ts";
import { getDevice } from "#lib/devices/find.ts";
import { showTargetToken } from "#lib/devices/show-target-token.ts";
import { updateDevice } from "#lib/devices/update.ts";
import { updateFleet } from "#lib/devices/update-fleet.ts";
import { addTarget } from "#lib/hawkbit/add-target.ts";
import { rotateTargetToken } from "#lib/hawkbit/rotate-target-token.ts";
import { makeGatewayToken } from "#lib/hawkbit/make-gateway-token.ts";
import { readSettings } from "#lib/hawkbit/settings/read.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

describeWithDatabase("Enrolling hawkBit devices", (getCtx) => {
  it("takes a fleet with a tenant of its own, which gets a gateway token", async () => {
    const ctx = getCtx();
    const fleet = await createFleet(ctx, { name: "boats" });
    await expect(makeGatewayToken(ctx, { fleetId: fleet.id })).rejects.toMatchObject({ code: "IMPOSSIBLE" });
    expect(await updateFleet(ctx, { fleetId: fleet.id, tenant: "boats" })).toMatchObject({ tenant: "BOATS" });
    await expect(createFleet(ctx, { name: "ships", tenant: "Boats" })).rejects.toThrow(/belongs to the fleet boats/);
    await expect(updateFleet(ctx, { fleetId: fleet.id, tenant: "a b" })).rejects.toThrow(/tenant/);

    const { tenant, gatewayToken } = await makeGatewayToken(ctx, { fleetId: "boats" });
    expect(tenant).toBe("BOATS");
    const { gatewayToken: kept } = await readSettings(ctx.db, ctx.config, "BOATS");
    expect(kept).toEqual({ enabled: true, key: gatewayToken });
    const other = await makeGatewayToken(ctx, { fleetId: "boats" });
    expect(other.gatewayToken).not.toBe(gatewayToken);
    await expect(makeGatewayToken(as(ctx, aUser("operator")), { fleetId: "boats" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const logged = await ctx.db.event.findMany({ where: { type: "setting_changed" } });
    expect(JSON.stringify(logged.map(({ data }) => data))).not.toContain(gatewayToken);
  });

  it("makes a device with a target token, which is shown again and leaves its event", async () => {
    const ctx = getCtx();
    await createFleet(ctx, { name: "cars" });
    const target = await addTarget(ctx, { fleetId: "cars", controllerId: "SN-1" });
    expect(target).toMatchObject({ name: "SN-1", tenant: "DEFAULT" });
    await expect(addTarget(ctx, { fleetId: "cars", controllerId: "SN-1" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(addTarget(ctx, { fleetId: "cars", controllerId: "S N" })).rejects.toThrow(/controllerId/);

    const deviceId = target.id;
    expect(await getDevice(ctx, { deviceId })).toMatchObject({
      controllerId: "SN-1",
      tenant: "DEFAULT",
      hasTargetToken: true,
      fleet: { name: "cars" },
    });
    expect(await showTargetToken(ctx, { deviceId })).toEqual({ targetToken: target.targetToken });
    expect(await ctx.db.event.count({ where: { type: "device_token_shown", subjectId: deviceId } })).toBe(1);
    const rotated = await rotateTargetToken(ctx, { deviceId });
    expect(rotated.targetToken).not.toBe(target.targetToken);
    expect(await showTargetToken(ctx, { deviceId })).toEqual(rotated);
    const { id: native } = await createDevice(ctx, { name: "native" });
    await expect(rotateTargetToken(ctx, { deviceId: native })).rejects.toMatchObject({ code: "IMPOSSIBLE" });
    await expect(showTargetToken(ctx, { deviceId: native })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(showTargetToken(as(ctx, aUser("viewer")), { deviceId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("sets how a device is spoken to", async () => {
    const ctx = getCtx();
    const { id: deviceId } = await addTarget(ctx, { fleetId: "cars", controllerId: "SN-2" });
    const set = await updateDevice(ctx, { deviceId, pollSeconds: 3_600, understandsSkip: true });
    expect(set).toMatchObject({ pollSeconds: 3_600, understandsSkip: true });
    expect(await updateDevice(ctx, { deviceId, pollSeconds: null })).toMatchObject({
      pollSeconds: null,
      understandsSkip: true,
    });
    await expect(updateDevice(ctx, { deviceId, pollSeconds: 1 })).rejects.toThrow(/pollSeconds/);
  });
});
