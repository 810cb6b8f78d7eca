import { expect, it } from "vitest";
import { openAddress } from "#lib/artifacts/open-address.ts";
import { readFileAddress } from "#lib/artifacts/rules/file-address.ts";
import { createDevice } from "#lib/devices/create.ts";
import { isInside } from "#lib/updates/rules/bucket.ts";
import { flushTold } from "#lib/updates/told.ts";
import { aDevice, anonymous, as, aToken } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { UpdateWorld } from "#lib/testing/update-world.ts";

describeWithDatabase("An update check", (getCtx) => {
  it("names the newest version of the channel and where to get it", async () => {
    const world = await UpdateWorld.with(getCtx(), "1.0.0", "1.1.0", "2.0.0-beta.1");
    const answer = await world.update({});
    expect(answer).toMatchObject({
      fromVersion: "1.0.0",
      toVersion: "1.1.0",
      targetVersion: "1.1.0",
      channel: "stable",
      mandatory: false,
      image: null,
      chain: [],
      package: { isDelta: false, format: "full", deltaFromVersion: null, fileName: "app-1.1.0.bin" },
    });
    expect(answer.package).toEqual(answer.fallback);
    expect(answer.package?.url).toBe(`https://slipway.test/files/${answer.package?.checksum}/app-1.1.0.bin`);
    expect((await world.update({ channel: "beta" })).toVersion).toBe("2.0.0-beta.1");
    expect(await world.check({ currentVersion: "1.1.0" })).toMatchObject({ updateAvailable: false, reason: "newest" });
  });

  it("is refused where it cannot be meant", async () => {
    const world = await UpdateWorld.with(getCtx(), "1.0.0");
    await expect(world.check({ currentVersion: "latest" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(world.check({ channel: "nightly" })).rejects.toThrow("it has beta, stable");
    await expect(world.check({ productId: "nobody's" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(world.check({ extensionId: world.slug })).rejects.toThrow("either productId or extensionId");
  });

  it("offers nothing that was deprecated, held, or has no file", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0", "1.2.0");
    const held = await world.addVersion("1.3.0");
    await world.addVersion("1.4.0", { files: {} });
    await ctx.db.version.updateMany({
      where: { productId: world.productId, version: "1.2.0" },
      data: { isDeprecated: true },
    });
    const { digest } = await ctx.db.version.findUniqueOrThrow({ where: { id: held } });
    const hold = { productId: world.productId, digest: digest ?? "", tag: "1.3.0", reason: "bad", heldBy: {} };
    await ctx.db.releaseHold.create({ data: hold });
    expect((await world.update({})).toVersion).toBe("1.1.0");
    expect((await world.update({ currentVersion: "1.0.0" })).mandatory).toBe(false);
    await ctx.db.version.updateMany({
      where: { productId: world.productId, version: "1.0.0" },
      data: { isDeprecated: true },
    });
    expect((await world.update({ currentVersion: "1.0.0" })).mandatory).toBe(true);
  });

  it("gives each platform its own files, and takes companions for none", async () => {
    const world = await UpdateWorld.with(getCtx(), "1.0.0");
    await world.addVersion("1.1.0", {
      files: {
        "App-1.1.0.dmg": Buffer.from("for macOS"),
        "App-1.1.0.exe": Buffer.from("for Windows, and a little longer"),
        "App-1.1.0.exe.blockmap": Buffer.from("blocks"),
      },
    });
    const names = async (platform?: string) => (await world.update({ platform })).files.map((file) => file.fileName);
    expect(await names("darwin")).toEqual(["App-1.1.0.dmg"]);
    expect(await names("win32")).toEqual(["App-1.1.0.exe"]);
    expect(await names()).toEqual(["App-1.1.0.exe", "App-1.1.0.dmg"]);
    expect(await world.check({ platform: "linux" })).toMatchObject({ updateAvailable: false, reason: "incompatible" });
  });

  it("leads through a floor", async () => {
    const world = await UpdateWorld.with(getCtx(), "1.0.0");
    const floor = await world.addVersion("1.5.0");
    await world.addVersion("2.0.0");
    await world.ctx.db.version.update({ where: { id: floor }, data: { isFloor: true } });
    const first = { toVersion: "1.5.0", targetVersion: "2.0.0", mandatory: true };
    expect(await world.update({})).toMatchObject(first);
    expect(await world.update({ currentVersion: "1.5.0" })).toMatchObject({ toVersion: "2.0.0", mandatory: false });
  });

  it("keeps to the share, and notes who was told", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    await world.addVersion("2.0.0", { channels: [] });
    const { id } = await world.distribute({ version: "2.0.0", strategy: "gradual", percent: 50 });
    const clients = Array.from({ length: 20 }, (_, index) => `client-${index}`);
    const inside = clients.filter((client) => isInside(client, id, 50));
    for (const clientId of clients) {
      const { toVersion, distributionId } = await world.update({ clientId });
      expect(toVersion).toBe(inside.includes(clientId) ? "2.0.0" : "1.1.0");
      expect(distributionId).toBe(inside.includes(clientId) ? id : null);
    }
    await flushTold(ctx);
    const told = await ctx.db.updateNotification.findMany({ where: { distributionId: id } });
    expect(told.map((row) => row.clientId).sort()).toEqual([...inside].sort());
  });

  it("follows the device's channel, or its fleet's", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0", "2.0.0-beta.1");
    const fleet = await ctx.db.fleet.create({ data: { name: `fleet of ${world.slug}`, channel: "beta" } });
    const device = await createDevice(ctx, { name: "kiosk", fleet: fleet.name });
    expect((await world.update({ deviceId: device.id })).toVersion).toBe("2.0.0-beta.1");
    const own = await createDevice(ctx, { name: "other", fleet: fleet.name });
    await ctx.db.device.update({ where: { id: own.id }, data: { channel: "stable" } });
    expect((await world.update({ deviceId: own.id })).toVersion).toBe("1.1.0");
  });

  it("of a private product is for those who may know it", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    await ctx.db.product.update({ where: { id: world.productId }, data: { isPrivate: true } });
    const asking = (actor: Parameters<typeof as>[1]) => {
      const other = new UpdateWorld({ ...ctx, ...as(ctx, actor) });
      return other.check({ productId: world.slug });
    };
    await expect(asking(anonymous)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(asking(aToken("devices:read"))).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await asking(aToken("versions:read"))).toMatchObject({ updateAvailable: true });
    expect(await asking(aDevice())).toMatchObject({ updateAvailable: true });
    const answer = await asking(aDevice());
    const { pathname, searchParams } = new URL((answer.updateAvailable && answer.package?.url) || "none:");
    const address = readFileAddress(pathname);
    const signature = { expires: searchParams.get("expires") ?? "", signature: searchParams.get("signature") ?? "" };
    const file = await openAddress(as(ctx, anonymous), address ?? { sha256: "", fileName: "" }, signature);
    expect(file.name).toBe("app-1.1.0.bin");
  });
});
