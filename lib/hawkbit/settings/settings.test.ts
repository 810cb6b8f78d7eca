import { expect, it } from "vitest";
import { changeSetting, resetSetting } from "#lib/hawkbit/settings/change.ts";
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

  it("refuse unknown keys, wrong types and people who may not", async () => {
    await expect(set("DEFAULT", "polling", "x")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(set("DEFAULT", "authentication.targettoken.enabled", "true")).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const change = { tenant: "DEFAULT", key: "pollingTime", value: "00:05:00" };
    await expect(changeSetting(as(getCtx(), aUser("approver")), change)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
