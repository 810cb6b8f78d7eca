import { beforeAll, expect, it } from "vitest";
import { createDevice } from "#lib/devices/create.ts";
import { createChannel } from "#lib/products/create-channel.ts";
import { createProduct } from "#lib/products/create.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { deleteChannel } from "#lib/products/delete-channel.ts";
import { deprecateVersion } from "#lib/products/deprecate-version.ts";
import { getLatestVersion } from "#lib/products/get-latest-version.ts";
import { listChannels } from "#lib/products/list-channels.ts";
import { listVersions } from "#lib/products/list-versions.ts";
import { promoteVersion, withdrawVersion } from "#lib/products/promote-version.ts";
import { restoreVersion } from "#lib/products/restore-version.ts";
import { newestOnChannel } from "#lib/products/store-channels.ts";
import { updateChannel } from "#lib/products/update-channel.ts";
import { Prisma } from "#lib/database/client.ts";
import { holdVersion, releaseVersion } from "#lib/rollouts/hold-version.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase } from "#lib/testing/database.ts";

const digest = `sha256:${"a".repeat(64)}`;

describeWithDatabase("Channels", (getCtx) => {
  let productId = "";
  const idOf = async (name: string) => {
    const { items } = await listChannels(getCtx(), { productId });
    return items.find((channel) => channel.name === name)!.id;
  };
  const newest = async (channel: string) => (await getLatestVersion(getCtx(), { productId, channel })).version;

  beforeAll(async () => {
    productId = (await createProduct(getCtx(), { slug: "app", name: "App", kind: "app" })).id;
  });

  it("are there from the start, and take the versions that fit them", async () => {
    const ctx = getCtx();
    expect((await listChannels(ctx, { productId })).items).toMatchObject([
      { name: "stable", newest: null, versionCount: 0 },
      { name: "beta", newest: null, versionCount: 0 },
    ]);
    await createVersion(ctx, { productId, version: "1.0.0", digest });
    await createVersion(ctx, { productId, version: "2.0.0-beta.1" });
    await createVersion(ctx, { productId, version: "1.9.0", channels: [] });
    expect(await newest("stable")).toBe("1.0.0");
    expect(await newest("beta")).toBe("2.0.0-beta.1");
    const { items } = await listVersions(ctx, { productId, channel: "beta" });
    expect(items.map(({ version, channels }) => [version, channels])).toEqual([
      ["2.0.0-beta.1", ["beta"]],
      ["1.0.0", ["stable", "beta"]],
    ]);
    await expect(createVersion(ctx, { productId, version: "3.0.0", channels: ["none"] })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { errors: [{ path: "channels.0" }] },
    });
  });

  it("get versions by promotion and lose them by withdrawal, each once in the log", async () => {
    const ctx = getCtx();
    const channelId = await idOf("stable");
    const promoted = await promoteVersion(ctx, { channelId, version: "1.9.0" });
    await promoteVersion(ctx, { channelId, version: promoted.id });
    expect(await newest("stable")).toBe("1.9.0");
    await withdrawVersion(ctx, { channelId, versionId: promoted.id });
    await withdrawVersion(ctx, { channelId, versionId: promoted.id });
    expect(await newest("stable")).toBe("1.0.0");
    const events = await ctx.db.event.findMany({ where: { subjectId: promoted.id }, orderBy: { seq: "asc" } });
    expect(events.map(({ type }) => type)).toEqual(["version_created", "version_promoted", "version_withdrawn"]);
    await expect(promoteVersion(ctx, { channelId, version: "7.0.0" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("offer nothing that is deprecated or held", async () => {
    const ctx = getCtx();
    const channelId = await idOf("stable");
    const { id } = await promoteVersion(ctx, { channelId, version: "1.9.0" });
    await deprecateVersion(ctx, { versionId: id, reason: "It leaks.", replacement: "1.0.0" });
    expect(await newest("stable")).toBe("1.0.0");
    await expect(promoteVersion(ctx, { channelId: await idOf("beta"), version: "1.9.0" })).rejects.toMatchObject({
      code: "WRONG_STATE",
    });

    const older = await getLatestVersion(ctx, { productId, channel: "stable" });
    expect(await holdVersion(ctx, { versionId: older.id, reason: "Wait." })).toMatchObject({ isHeld: true });
    await expect(newest("stable")).rejects.toMatchObject({ code: "NOT_FOUND", message: /offers no version/ });
    await expect(getLatestVersion(ctx, { productId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await releaseVersion(ctx, { versionId: older.id })).toMatchObject({ isHeld: false });
    await restoreVersion(ctx, { versionId: id });
    expect(await newest("stable")).toBe("1.9.0");
    await expect(holdVersion(ctx, { versionId: id, reason: "Wait." })).rejects.toMatchObject({ code: "WRONG_STATE" });
  });

  it("are renamed and deleted only while nobody follows them", async () => {
    const ctx = getCtx();
    const made = await createChannel(ctx, { productId, name: "shops", description: "All shops" });
    await expect(createChannel(ctx, { productId, name: "shops" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await updateChannel(ctx, { channelId: made.id, name: "stores" })).toMatchObject({
      name: "stores",
      description: "All shops",
    });
    await expect(updateChannel(ctx, { channelId: made.id, name: "beta" })).rejects.toMatchObject({ code: "CONFLICT" });

    const { id: deviceId } = await createDevice(ctx, { name: "kiosk" });
    await ctx.db.device.update({ where: { id: deviceId }, data: { channel: "stores" } });
    await ctx.db.deviceApp.create({ data: { deviceId, app: "app", image: "app", reportedAt: ctx.clock.now() } });
    const refusal = { code: "CONFLICT", message: /used by the device kiosk/ };
    await expect(deleteChannel(ctx, { channelId: made.id })).rejects.toMatchObject(refusal);
    await expect(updateChannel(ctx, { channelId: made.id, name: "shops" })).rejects.toMatchObject(refusal);
    await ctx.db.device.update({ where: { id: deviceId }, data: { channel: null } });
    await deleteChannel(ctx, { channelId: made.id });
    await expect(deleteChannel(ctx, { channelId: await idOf("stable") })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(deleteChannel(ctx, { channelId: made.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are a matter of operators", async () => {
    const ctx = as(getCtx(), aUser("viewer"));
    const channelId = await idOf("stable");
    await expect(createChannel(ctx, { productId, name: "mine" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(promoteVersion(ctx, { channelId, version: "1.0.0" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const operator = as(getCtx(), aUser("operator"));
    expect(await promoteVersion(operator, { channelId, version: "1.0.0" })).toMatchObject({ version: "1.0.0" });
  });
});

describeOnPostgres("Holds and promotions at the same time", (getCtx) => {
  it("never leave on offer what is held", async () => {
    const ctx = getCtx();
    const { id: productId } = await createProduct(ctx, { slug: "race", name: "Race", kind: "app" });
    const { items } = await listChannels(ctx, { productId });
    const channelId = items[0]!.id;
    for (let round = 1; round <= 10; round++) {
      const content = `sha256:${String(round).padStart(64, "0")}`;
      const old = await createVersion(ctx, { productId, version: `1.0.${round}`, digest: content, channels: [] });
      await Promise.all([
        holdVersion(ctx, { versionId: old.id, reason: "Wait." }),
        promoteVersion(ctx, { channelId, version: old.id }),
        createVersion(ctx, { productId, version: `2.0.${round}`, digest: content, channels: ["stable"] }),
      ]);
    }
    expect(await ctx.db.channelVersion.count({ where: { channelId } })).toBe(20);
    expect(await ctx.db.channelVersion.count({ where: { channelId, isOffered: true } })).toBe(0);
  });
});

describeOnPostgres("The newest version of a channel", (getCtx) => {
  it("is one step down an index among 100,000", async () => {
    const ctx = getCtx();
    const { id: productId } = await createProduct(ctx, { slug: "app", name: "App", kind: "app" });
    await ctx.db.$executeRaw`
      INSERT INTO versions (product_id, version, major, minor, patch, precedence_key, is_stable, released_by)
      SELECT ${productId}::uuid, '1.0.' || n, '1', '0', n::text,
             '111' || '110' || length(length(n::text)::text) || length(n::text) || n || '~', true, '{}'::jsonb
      FROM generate_series(1, 100000) AS n`;
    await ctx.db.$executeRaw`
      INSERT INTO channel_versions (channel_id, version_id, precedence_key, is_offered, promoted_at, promoted_by)
      SELECT c.id, v.id, v.precedence_key, v.patch::int <= 99990, now(), '{}'::jsonb
      FROM versions v JOIN channels c ON c.product_id = v.product_id AND c.name = 'stable'
      WHERE v.product_id = ${productId}::uuid`;
    await ctx.db.$executeRaw`ANALYZE channel_versions`;
    await ctx.db.$executeRaw`ANALYZE versions`;

    expect((await getLatestVersion(ctx, { productId, channel: "stable" })).version).toBe("1.0.99990");
    const plan = await ctx.db.$queryRaw<{ "QUERY PLAN": string }[]>(
      Prisma.sql`EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ${newestOnChannel(productId, "stable")}`,
    );
    const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(text).toMatch(/Index Only Scan using channel_versions_newest.*rows=1[. ]/);
    expect(text).not.toMatch(/Sort|Seq Scan on channel_versions/);
  });
});
