import { expect, it } from "vitest";
import { countVersions } from "#lib/devices/count-versions.ts";
import { createDevice } from "#lib/devices/create.ts";
import { createEnrollmentToken } from "#lib/devices/create-enrollment-token.ts";
import { createFleet } from "#lib/devices/create-fleet.ts";
import { deleteFleet } from "#lib/devices/delete-fleet.ts";
import { enrollDevice } from "#lib/devices/enroll.ts";
import { getDevice } from "#lib/devices/find.ts";
import { getFleet } from "#lib/devices/get-fleet.ts";
import { listEnrollmentTokens } from "#lib/devices/list-enrollment-tokens.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import { revokeEnrollmentToken } from "#lib/devices/revoke-enrollment-token.ts";
import { updateFleet } from "#lib/devices/update-fleet.ts";
import { anonymous, as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase } from "#lib/testing/database.ts";
import { makePolicy } from "#lib/testing/make-policy.ts";

describeWithDatabase("Fleets", (getCtx) => {
  it("are made once and count their devices", async () => {
    const ctx = getCtx();
    const fleet = await createFleet(ctx, { name: "shops", description: "Tills" });
    expect(fleet).toMatchObject({ name: "shops", description: "Tills", deviceCount: 0, onlineCount: 0 });
    await expect(createFleet(ctx, { name: "shops" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(createFleet(ctx, { name: "none" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(createFleet(as(ctx, aUser("viewer")), { name: "x" })).rejects.toMatchObject({ code: "FORBIDDEN" });

    const device = await createDevice(ctx, { name: "till", fleet: "shops" });
    await ctx.db.device.update({ where: { id: device.id }, data: { lastSeenAt: ctx.clock.now() } });
    const counted = { id: fleet.id, deviceCount: 1, onlineCount: 1 };
    expect(await getFleet(ctx, { fleetId: "shops" })).toMatchObject(counted);
    expect(await getFleet(ctx, { fleetId: fleet.id })).toMatchObject(counted);
  });

  it("are listed by name, page by page", async () => {
    const ctx = getCtx();
    await createFleet(ctx, { name: "depots" });
    const first = await listFleets(ctx, { limit: "1" });
    expect(first.items).toMatchObject([{ name: "depots", deviceCount: 0 }]);
    expect(await listFleets(ctx, { cursor: first.nextCursor })).toMatchObject({
      items: [{ name: "shops", deviceCount: 1 }],
      nextCursor: null,
    });
    expect((await listFleets(ctx, { q: "DEP" })).items).toHaveLength(1);
  });

  it("are renamed unless policies select them by name", async () => {
    const ctx = getCtx();
    expect(await updateFleet(ctx, { fleetId: "depots", name: "stores" })).toMatchObject({ name: "stores" });
    await expect(updateFleet(ctx, { fleetId: "stores", name: "shops" })).rejects.toMatchObject({ code: "CONFLICT" });
    await makePolicy(ctx, { name: "for stores", deviceFilter: { fleets: ["stores"] } });
    await expect(updateFleet(ctx, { fleetId: "stores", name: "depots" })).rejects.toThrow(/for stores/);
    expect(await updateFleet(ctx, { fleetId: "stores", description: "Big" })).toMatchObject({ description: "Big" });
  });

  it("are deleted when nothing needs them", async () => {
    const ctx = getCtx();
    await expect(deleteFleet(ctx, { fleetId: "shops" })).rejects.toThrow(/still has a device/);
    await expect(deleteFleet(ctx, { fleetId: "stores" })).rejects.toThrow(/selected by policies: for stores/);
    await createFleet(ctx, { name: "brief" });
    await deleteFleet(ctx, { fleetId: "brief" });
    await expect(getFleet(ctx, { fleetId: "brief" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const events = await ctx.db.event.findMany({ where: { subjectKind: "fleet" }, orderBy: { seq: "desc" }, take: 1 });
    expect(events).toMatchObject([{ type: "fleet_deleted", data: { name: "brief" } }]);
  });

  it("show how many devices run which version", async () => {
    const ctx = getCtx();
    for (const [name, fleet, version] of [
      ["v1", "shops", "1.0.0"],
      ["v2", "shops", "1.0.0"],
      ["v3", "stores", "2.0.0"],
    ]) {
      const { id: deviceId } = await createDevice(ctx, { name, fleet });
      const app = { deviceId, app: "gateway", image: "i", version: version!, reportedAt: ctx.clock.now() };
      await ctx.db.deviceApp.create({ data: app });
    }
    expect(await countVersions(ctx, { fleetId: "shops" })).toEqual({
      items: [{ app: "gateway", version: "1.0.0", deviceCount: 2 }],
    });
    expect(await countVersions(ctx, { app: "gateway" })).toEqual({
      items: [
        { app: "gateway", version: "1.0.0", deviceCount: 2 },
        { app: "gateway", version: "2.0.0", deviceCount: 1 },
      ],
    });
    await expect(countVersions(ctx, { fleetId: "missing" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describeWithDatabase("Enrollment", (getCtx) => {
  it("lets a device register itself into the token's fleet, as often as the token allows", async () => {
    const ctx = getCtx();
    await createFleet(ctx, { name: "field" });
    const made = await createEnrollmentToken(ctx, { fleetId: "field", name: "Batch 7", useLimit: 1 });
    expect(made).toMatchObject({ useCount: 0, useLimit: 1, prefix: made.token.slice(0, 10) });

    const nobody = as(ctx, anonymous);
    const device = await enrollDevice(nobody, { token: made.token, name: "pump-1", tags: ["wet"] });
    expect(await getDevice(ctx, { deviceId: device.id })).toMatchObject({ fleet: { name: "field" }, tags: ["wet"] });
    const event = await ctx.db.event.findFirstOrThrow({ where: { subjectId: device.id } });
    expect(event.actor).toEqual({ kind: "token", id: made.id, name: "Batch 7" });

    await expect(enrollDevice(nobody, { token: made.token, name: "pump-2" })).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringMatching(/as often as it may/),
    });
    expect((await listEnrollmentTokens(ctx, { fleetId: "field" })).items).toMatchObject([{ id: made.id, useCount: 1 }]);
  });

  it("refuses tokens that are unknown, expired or revoked", async () => {
    const ctx = getCtx();
    const expiresAt = new Date(ctx.clock.now().getTime() + 60_000).toISOString();
    const { token } = await createEnrollmentToken(ctx, { fleetId: "field", name: "short", expiresAt });
    const revoked = await createEnrollmentToken(ctx, { fleetId: "field", name: "revoked" });
    await revokeEnrollmentToken(ctx, { enrollmentTokenId: revoked.id });
    await revokeEnrollmentToken(ctx, { enrollmentTokenId: revoked.id });
    ctx.clock.advance({ minutes: 1 });

    const enroll = (secret: string) => enrollDevice(ctx, { token: secret, name: "late" });
    await expect(enrollDevice(ctx, { name: "late" })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(enroll("slpe_guess")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(enroll(token)).rejects.toMatchObject({ code: "FORBIDDEN", message: expect.stringMatching(/expired/) });
    await expect(enroll(revoked.token)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringMatching(/revoked/),
    });
    expect(await ctx.db.event.count({ where: { type: "enrollment_token_revoked" } })).toBe(1);
    const past = { fleetId: "field", name: "past", expiresAt: "2020-01-01T00:00:00Z" };
    await expect(createEnrollmentToken(ctx, past)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describeOnPostgres("Enrollment by many at once", (getCtx) => {
  it("never exceeds the limit of uses", async () => {
    const ctx = getCtx();
    await createFleet(ctx, { name: "rush" });
    const { token } = await createEnrollmentToken(ctx, { fleetId: "rush", name: "five", useLimit: 5 });
    const tries = Array.from({ length: 12 }, (_, index) => enrollDevice(ctx, { token, name: `d${index}` }));
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(await ctx.db.device.count()).toBe(5);
  });
});
