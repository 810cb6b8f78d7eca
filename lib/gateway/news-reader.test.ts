import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { createDevice } from "#lib/devices/create.ts";
import { rotateDeviceToken } from "#lib/devices/rotate-token.ts";
import { DeviceMemory } from "#lib/gateway/device-memory.ts";
import { NewsReader } from "#lib/gateway/news-reader.ts";
import { toUuidBytes } from "#lib/gateway/uuid-bytes.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const WAIT = { timeout: 10_000, interval: 10 };

let reader: NewsReader | undefined;
afterEach(async () => {
  await reader?.stop();
  reader = undefined;
});

async function follow(ctx: TestContext, onSettings: () => void = () => undefined): Promise<DeviceMemory> {
  const memory = new DeviceMemory();
  reader = new NewsReader({ database: ctx.handle, log: ctx.log, memory, onSettings, onProducts: () => undefined });
  reader.start();
  await reader.whenLoaded();
  return memory;
}

const isKnown = ({ table }: DeviceMemory, deviceId: string) => {
  const slot = table.find(toUuidBytes(deviceId));
  return slot >= 0 && table.isKnown(slot);
};

describeWithDatabase("The gateway's memory", (getCtx) => {
  it("is filled with what the database has", async () => {
    const ctx = getCtx();
    const { id, token } = await createDevice(ctx, { name: "filled" });
    await ctx.db.deviceApp.create({
      data: { deviceId: id, app: "agent", image: "r/agent", version: "1.0", reportedAt: ctx.clock.now() },
    });
    const { table, slot } = await vi.waitFor(async () => {
      await reader?.stop();
      const memory = await follow(ctx);
      const found = memory.table.find(toUuidBytes(id));
      // While other suites write on the same server, the device's own news may come after the loading and undo it.
      expect(memory.table.isQuiet(found)).toBe(true);
      return { table: memory.table, slot: found };
    }, WAIT);
    expect(table.hasToken(slot, sha256(token))).toBe(true);
    expect(table.hasTargetToken(slot, new Uint8Array(32))).toBe(false);
    expect(JSON.parse(table.appsJson(slot))).toEqual({ agent: { image: "r/agent", digest: null, version: "1.0" } });
    await vi.waitFor(() => expect(reader?.isInStep).toBe(true), WAIT);
  });

  it("forgets a device as soon as its token is another, and hears of settings", async () => {
    const ctx = getCtx();
    const { id } = await createDevice(ctx, { name: "rotated" });
    const onSettings = vi.fn();
    const memory = await follow(ctx, onSettings);
    expect(isKnown(memory, id)).toBe(true);
    await rotateDeviceToken(ctx, { deviceId: id });
    await vi.waitFor(() => expect(isKnown(memory, id)).toBe(false), WAIT);
    const calls = onSettings.mock.calls.length;
    const by = { createdAt: ctx.clock.now(), createdBy: "test", updatedAt: ctx.clock.now(), updatedBy: "test" };
    await ctx.db.setting.create({ data: { tenant: "DEFAULT", key: "pollingTime", value: "00:02:00", ...by } });
    await vi.waitFor(() => expect(onSettings.mock.calls.length).toBeGreaterThan(calls), WAIT);
  });
});

describeOnPostgres("The gateway's memory", (getCtx) => {
  it("misses nothing of a transaction that was under way for long while others committed", async () => {
    const ctx = getCtx();
    const slow = await createDevice(ctx, { name: "slow" });
    const quick = await createDevice(ctx, { name: "quick" });
    const memory = await follow(ctx);
    let commit: () => void = () => undefined;
    const underWay = inTransaction(ctx, async (tx) => {
      await tx.device.update({ where: { id: slow.id }, data: { pollSeconds: 7 } });
      await new Promise<void>((resolve) => (commit = resolve));
    });
    await sleep(100);
    for (let seconds = 1; seconds <= 5; seconds++) {
      await ctx.db.device.update({ where: { id: quick.id }, data: { pollSeconds: seconds } });
    }
    await vi.waitFor(() => expect(isKnown(memory, quick.id)).toBe(false), WAIT);
    expect(isKnown(memory, slow.id)).toBe(true);
    commit();
    await underWay;
    await vi.waitFor(() => expect(isKnown(memory, slow.id)).toBe(false), WAIT);
  });

  it("hears within a second or so what happened while nobody listened", async () => {
    const ctx = getCtx();
    const { id } = await createDevice(ctx, { name: "cut" });
    const memory = await follow(ctx);
    await ctx.db.$queryRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'slipway-listener' AND datname = current_database()`;
    await ctx.db.device.update({ where: { id }, data: { pollSeconds: 9 } });
    await vi.waitFor(() => expect(isKnown(memory, id)).toBe(false), { timeout: 1_500, interval: 10 });
  });

  it("is out of step while the database cannot be read", async () => {
    const ctx = getCtx();
    await follow(ctx);
    await vi.waitFor(() => expect(reader?.isInStep).toBe(true), WAIT);
    const query = vi.spyOn(ctx.handle.client, "$queryRaw").mockRejectedValue(new Error("The database is away."));
    await vi.waitFor(() => expect(reader?.isInStep).toBe(false), WAIT);
    query.mockRestore();
    await vi.waitFor(() => expect(reader?.isInStep).toBe(true), WAIT);
  });
});
