import { beforeAll, expect, it } from "vitest";
import { authenticateDevice } from "#lib/devices/authenticate.ts";
import { createDevice, createDevices } from "#lib/devices/create.ts";
import { getDevice } from "#lib/devices/find.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { flushLastSeen, noteSeen } from "#lib/devices/last-seen.ts";
import { listDevices } from "#lib/devices/list.ts";
import { rotateDeviceToken } from "#lib/devices/rotate-token.ts";
import { countSelected, sampleSelected } from "#lib/devices/store-selection.ts";
import { summarizeDevices } from "#lib/devices/summarize.ts";
import { updateDevice } from "#lib/devices/update.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase } from "#lib/testing/database.ts";

const MISSING = "00000000-0000-4000-8000-000000000000";

describeWithDatabase("Devices", (getCtx) => {
  it("are registered with a token that is kept nowhere, into a fleet that is made for them", async () => {
    const ctx = getCtx();
    const device = await createDevice(ctx, {
      name: "till-1",
      fleet: "shops",
      tags: ["eu", "eu"],
      attributes: { ram: 4 },
    });
    expect(device.id).toBe(device.uuid);
    expect(device.token).toMatch(/^slpd_.{43}$/);
    expect(await getDevice(ctx, { deviceId: device.id })).toMatchObject({
      name: "till-1",
      fleet: { name: "shops" },
      tags: ["eu"],
      attributes: { ram: 4 },
      online: false,
      apps: [],
      recentActions: [],
    });
    const types = (await ctx.db.event.findMany({ orderBy: { seq: "asc" } })).map((event) => event.type);
    expect(types).toEqual(["fleet_created", "device_registered"]);
    expect(JSON.stringify(await ctx.db.device.findMany())).not.toContain(device.token);
  });

  it("open only their own door", async () => {
    const { db } = getCtx();
    const [one, two] = await Promise.all(["a", "b"].map((name) => createDevice(getCtx(), { name })));
    expect(await authenticateDevice(db, one!.token, one!.id)).toEqual({ id: one!.id, name: "a" });
    expect(await authenticateDevice(db, one!.token, one!.id.toUpperCase())).toMatchObject({ id: one!.id });
    expect(await authenticateDevice(db, one!.token, two!.id)).toBeNull();
    expect(await authenticateDevice(db, "slpd_wrong", one!.id)).toBeNull();
  });

  it("get a new token, and the old one ends", async () => {
    const ctx = getCtx();
    const device = await createDevice(ctx, { name: "rotated" });
    const { token } = await rotateDeviceToken(ctx, { deviceId: device.id });
    expect(await authenticateDevice(ctx.db, device.token, device.id)).toBeNull();
    expect(await authenticateDevice(ctx.db, token, device.id)).toMatchObject({ id: device.id });
    await expect(rotateDeviceToken(ctx, { deviceId: MISSING })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are registered by the thousand, all or none", async () => {
    const ctx = getCtx();
    const devices = Array.from({ length: 1000 }, (_, index) => ({ name: `m-${index}`, fleet: "many", tags: ["t"] }));
    const { items } = await createDevices(ctx, { devices });
    expect(items.map(({ name }) => name)).toEqual(devices.map(({ name }) => name));
    expect(new Set(items.map(({ token }) => token)).size).toBe(1000);
    expect(await authenticateDevice(ctx.db, items[999]!.token, items[999]!.id)).toMatchObject({ name: "m-999" });
    expect(await countSelected(ctx.db, { fleets: ["many"] }, freshnessOf(ctx))).toBe(1000);
    const tooMany = [...devices, { name: "one more" }];
    await expect(createDevices(ctx, { devices: tooMany })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(createDevices(ctx, { devices: [{ name: "x" }, { name: "" }] })).rejects.toThrow(/devices\.1\.name/);
  });

  it("are changed by operators and not by viewers", async () => {
    const ctx = getCtx();
    const { id: deviceId } = await createDevice(ctx, { name: "moving", fleet: "shops", tags: ["old"] });
    const change = { deviceId, name: "moved", fleet: "depots", tags: ["new"] };
    await expect(updateDevice(as(ctx, aUser("viewer")), change)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await updateDevice(as(ctx, aUser("operator")), change)).toMatchObject({
      name: "moved",
      fleet: { name: "depots" },
      tags: ["new"],
    });
    expect(await updateDevice(ctx, { deviceId, fleet: null })).toMatchObject({ fleet: null, name: "moved" });
    await expect(updateDevice(ctx, { deviceId: MISSING, name: "x" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(updateDevice(ctx, { deviceId, tags: ["a,b"] })).rejects.toThrow(/no commas/);
  });

  it("are refused with attributes beyond their size", async () => {
    const attributes = { log: "x".repeat(20_000) };
    await expect(createDevice(getCtx(), { name: "big", attributes })).rejects.toThrow(/16384 bytes/);
  });
});

describeWithDatabase("Selecting devices", (getCtx) => {
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    const ctx = getCtx();
    const devices = [
      { name: "a", fleet: "one", tags: ["x", "y"] },
      { name: "b", fleet: "two", tags: ["x"] },
      { name: "c", fleet: "three" },
      { name: "d" },
    ];
    for (const { id, name } of (await createDevices(ctx, { devices })).items) ids[name] = id;
    await ctx.db.device.update({ where: { id: ids.d! }, data: { retiredAt: ctx.clock.now() } });
  });

  it("means every device that is not retired, unless something is demanded", async () => {
    const { db } = getCtx();
    const fleet = await db.fleet.findFirstOrThrow({ where: { name: "two" } });
    const names = async (filter: object) =>
      (await sampleSelected(db, filter, freshnessOf(getCtx()), 10)).map(({ name }) => name);
    expect(await names({})).toEqual(["a", "b", "c"]);
    expect(await names({ tags: [] })).toEqual(["a", "b", "c"]);
    expect(await names({ fleets: ["one", fleet.id, "unknown"] })).toEqual(["a", "b"]);
    expect(await names({ tags: ["x", "y"] })).toEqual(["a"]);
    expect(await names({ fleets: ["one"], tags: ["x"] })).toEqual(["a"]);
    expect(await names({ deviceIds: [ids.c, ids.d] })).toEqual(["c"]);
    expect(await names({ query: ids.b!.toUpperCase() })).toEqual(["b"]);
    expect(await names({ fleets: ["one"], query: "%" })).toEqual([]);
    expect(await countSelected(db, { fleets: ["unknown"] }, freshnessOf(getCtx()))).toBe(0);
    expect(await sampleSelected(db, {}, freshnessOf(getCtx()), 1)).toEqual([
      { id: ids.a, name: "a", fleet: "one", tags: ["x", "y"] },
    ]);
  });
});

describeWithDatabase("Listing devices", (getCtx) => {
  const ids: Record<string, string> = {};
  const names = async (input: object) => (await listDevices(getCtx(), input)).items.map(({ name }) => name);

  beforeAll(async () => {
    const ctx = getCtx();
    // With a letter that no id has, since a search looks at the start of ids too.
    const devices = ["dx", "bx", "ax", "cx", "bx"].map((name) => ({ name, fleet: name, tags: [name, "all"] }));
    const { items } = await createDevices(ctx, { devices });
    for (const { id, name } of items) ids[name] = id;
    await ctx.db.deviceApp.createMany({
      data: ["ax", "bx"].map((name, index) => {
        return { deviceId: ids[name]!, app: "app", image: "i", version: `1.${index}.0`, reportedAt: ctx.clock.now() };
      }),
    });
    await ctx.db.device.update({ where: { id: ids.ax! }, data: { lastSeenAt: ctx.clock.now() } });
    await ctx.db.device.update({ where: { id: ids.cx! }, data: { lastSeenAt: new Date("2020-01-01") } });
  });

  it.each(["name", "-name", "createdAt", "-createdAt", "lastSeenAt", "-lastSeenAt"])(
    "pages through all of them once, sorted by %s",
    async (sort) => {
      const all = await names({ sort });
      expect(all).toHaveLength(5);
      const paged: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await listDevices(getCtx(), { sort, limit: "2", ...(cursor !== null && { cursor }) });
        paged.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(paged).toEqual(all);
    },
  );

  it("sorts by name and by when they were seen", async () => {
    expect(await names({})).toEqual(["ax", "bx", "bx", "cx", "dx"]);
    expect((await names({ sort: "-lastSeenAt" })).slice(0, 2)).toEqual(["ax", "cx"]);
  });

  it.each([
    [{ fleet: "bx" }, ["bx", "bx"]],
    [{ fleet: "none" }, []],
    [{ tag: "all,cx" }, ["cx"]],
    [{ q: "BX" }, ["bx", "bx"]],
    [{ q: "%" }, []],
    [{ seen: "online" }, ["ax"]],
    [{ seen: "offline" }, ["bx", "bx", "cx", "dx"]],
    [{ notSeenSince: "-1d" }, ["bx", "bx", "cx", "dx"]],
    [{ notSeenSince: "2019-12-31" }, ["bx", "bx", "dx"]],
    [{ app: "app" }, ["ax", "bx"]],
    [{ app: "app", version: "1.1.0" }, ["bx"]],
    [{ retired: "true" }, []],
  ])("filters by %j", async (filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it("finds a device by the start of its id", async () => {
    expect(await names({ q: ids.dx!.slice(0, 18).toUpperCase() })).toEqual(["dx"]);
  });

  it.each([
    [{ cursor: "nonsense" }, /cursor/],
    [{ cursor: Buffer.from('["x","y"]').toString("base64url") }, /cursor/],
    [{ version: "1.0.0" }, /whose version/],
    [{ sort: "shoe" }, /sort/],
    [{ color: "red" }, /color/],
    [{ limit: "501" }, /limit/],
  ])("refuses %j", async (input, message) => {
    await expect(listDevices(getCtx(), input)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringMatching(message),
    });
  });

  it("counts those that are online", async () => {
    expect(await summarizeDevices(getCtx())).toEqual({ total: 5, online: 1, offline: 1, neverSeen: 3 });
  });
});

describeWithDatabase("Devices that are heard from", (getCtx) => {
  it("are written together, and an older sighting never replaces a newer one", async () => {
    const ctx = getCtx();
    const { items } = await createDevices(ctx, { devices: [{ name: "a" }, { name: "b" }] });
    const [a, b] = items;
    noteSeen(ctx, a!.id, "10.0.0.1");
    noteSeen(ctx, MISSING, null);
    ctx.clock.advance({ seconds: 5 });
    noteSeen(ctx, a!.id, "10.0.0.2");
    noteSeen(ctx, b!.id, null);
    await flushLastSeen(ctx);
    const seen = { lastSeenAt: ctx.clock.now().toISOString(), online: true };
    expect(await getDevice(ctx, { deviceId: a!.id })).toMatchObject({ ...seen, address: "10.0.0.2" });
    expect(await getDevice(ctx, { deviceId: b!.id })).toMatchObject({ ...seen, address: null });

    ctx.clock.advance({ minutes: -1 });
    noteSeen(ctx, a!.id, "10.0.0.3");
    await flushLastSeen(ctx);
    expect(await getDevice(ctx, { deviceId: a!.id })).toMatchObject({ ...seen, address: "10.0.0.2" });
  });

  it("are kept for the next try when the database is away", async () => {
    const ctx = getCtx();
    const { id } = await createDevice(ctx, { name: "patient" });
    const away = { ...ctx, db: { $executeRaw: () => Promise.reject(new Error("away")) } as unknown as typeof ctx.db };
    noteSeen(away, id, "10.0.0.9");
    await flushLastSeen(away);
    await flushLastSeen(ctx);
    expect(await getDevice(ctx, { deviceId: id })).toMatchObject({ address: "10.0.0.9" });
  });
});

describeOnPostgres("Devices that join a new fleet together", (getCtx) => {
  it("make it once", async () => {
    const ctx = getCtx();
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => createDevice(ctx, { name: `d${index}`, fleet: "rush" })),
    );
    expect(await ctx.db.fleet.count({ where: { name: "rush" } })).toBe(1);
    expect(await countSelected(ctx.db, { fleets: ["rush"] }, freshnessOf(ctx))).toBe(10);
  });
});
