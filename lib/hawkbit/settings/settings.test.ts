import { expect, it } from "vitest";
import { changeSetting, changeSettings, resetSetting } from "#lib/hawkbit/settings/change.ts";
import { listSettings, listTenants } from "#lib/hawkbit/settings/list.ts";
import { readSettings } from "#lib/hawkbit/settings/read.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

describeWithDatabase("Settings of a tenant", (getCtx) => {
  const read = (tenant: string) => readSettings(getCtx().db, getCtx().config, tenant);
  const set = (tenant: string, key: string, value: unknown) => changeSetting(getCtx(), { tenant, key, value });

  it("are kept for one tenant and reset to the default", async () => {
    await set("shops", "pollingTime", "00:02:00");
    await set("SHOPS", "pollingTime", "00:03:00");
    expect((await read("SHOPS")).pollingSeconds).toBe(180);
    expect((await read("DEFAULT")).pollingSeconds).toBeNull();
    await resetSetting(getCtx(), { tenant: "SHOPS", key: "pollingTime" });
    await resetSetting(getCtx(), { tenant: "SHOPS", key: "pollingTime" });
    expect((await read("SHOPS")).pollingSeconds).toBeNull();
  });

  it("keep the gateway token sealed, and out of the log", async () => {
    await set("DEFAULT", "authentication.gatewaytoken.key", "a-very-secret-token");
    expect((await read("DEFAULT")).gatewayToken.key).toBe("a-very-secret-token");
    const { db } = getCtx();
    const row = await db.setting.findFirstOrThrow({ where: { key: "authentication.gatewaytoken.key" } });
    expect(JSON.stringify(row.value)).not.toContain("a-very-secret-token");
    const events = await db.$queryRaw<object[]>`SELECT data FROM events WHERE type = 'setting_changed'`;
    expect(JSON.stringify(events)).not.toContain("a-very-secret-token");
    expect(JSON.stringify(events)).toContain("authentication.gatewaytoken.key");
    await set("DEFAULT", "authentication.gatewaytoken.key", "");
    expect((await read("DEFAULT")).gatewayToken.key).toBeNull();
  });

  it("tell the gateways at each change", async () => {
    const count = () => getCtx().db.deviceNews.count({ where: { deviceIds: { isEmpty: true } } });
    const before = await count();
    await set("DEFAULT", "user.confirmation.flow.enabled", true);
    expect(await count()).toBeGreaterThan(before);
  });

  it("change together or not at all", async () => {
    const both = { pollingTime: "00:04:00", "authentication.header.authority": "a" };
    const { items } = await changeSettings(getCtx(), { values: both });
    expect(items.find(({ key }) => key === "pollingTime")).toMatchObject({ value: "00:04:00", isDefault: false });
    const half = changeSettings(getCtx(), { values: { pollingTime: null, pollingOverdueTime: "soon" } });
    await expect(half).rejects.toMatchObject({ details: { errors: [{ path: "values.pollingOverdueTime" }] } });
    expect((await read("DEFAULT")).pollingSeconds).toBe(240);
    await changeSettings(getCtx(), { values: { pollingTime: null } });
    expect((await read("DEFAULT")).pollingSeconds).toBeNull();
  });

  it("are there for the tenants of fleets", async () => {
    await expect(changeSettings(getCtx(), { tenant: "nobody", values: {} })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await getCtx().db.fleet.create({ data: { name: "kiosks", tenant: "KIOSKS" } });
    expect(await listTenants(getCtx())).toEqual(["DEFAULT", "KIOSKS"]);
    const { items } = await changeSettings(getCtx(), { tenant: "kiosks", values: { pollingTime: "00:09:00" } });
    expect(items.find(({ key }) => key === "pollingTime")).toMatchObject({ value: "00:09:00" });
  });

  it("show the gateway token only to those who may make tokens", async () => {
    await set("DEFAULT", "authentication.gatewaytoken.key", "shown-to-few");
    const valueFor = async (role: "viewer" | "admin") => {
      const { items } = await listSettings(as(getCtx(), aUser(role)), {});
      return items.find(({ key }) => key === "authentication.gatewaytoken.key")?.value;
    };
    expect(await valueFor("viewer")).toBeNull();
    expect(await valueFor("admin")).toBe("shown-to-few");
  });

  it("refuse unknown keys, wrong types and people who may not", async () => {
    await expect(set("DEFAULT", "polling", "x")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(set("DEFAULT", "authentication.targettoken.enabled", "true")).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const change = { tenant: "DEFAULT", key: "pollingTime", value: "00:05:00" };
    await expect(changeSetting(as(getCtx(), aUser("approver")), change)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
