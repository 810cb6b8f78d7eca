import { expect, it } from "vitest";
import { createDevice } from "#lib/devices/create.ts";
import type { Actor } from "#lib/access/rules/actor.ts";
import { checkForUpdate, fromDatabase } from "#lib/updates/check.ts";
import { forgetClients } from "#lib/updates/forget-clients.ts";
import { readFeed } from "#lib/updates/feeds/read-feed.ts";
import { readAnalytics } from "#lib/updates/read-analytics.ts";
import { reportOutcome } from "#lib/updates/report.ts";
import { NEW_NAMES_PER_HOUR } from "#lib/updates/strangers.ts";
import { aDevice, anonymous, as, aToken, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { UpdateWorld } from "#lib/testing/update-world.ts";

const nobody = { clientId: null, currentVersion: null, platform: null, architecture: null, address: null };

describeWithDatabase("Strangers who ask for updates", (getCtx) => {
  it("cannot report for a device that is registered", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    const { id } = await createDevice(ctx, { name: `device of ${world.slug}` });
    const report = (actor: Parameters<typeof as>[1], who: Record<string, string>) =>
      reportOutcome(as(ctx, actor), { productId: world.slug, version: "1.1.0", outcome: "installed", ...who });
    await expect(report(anonymous, { deviceId: id })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(report(anonymous, { clientId: id })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(report(anonymous, { clientId: id.toUpperCase() })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(report(aToken("versions:read"), { deviceId: id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(report(aDevice(), { clientId: id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await readAnalytics(ctx, { productId: world.slug })).versions).toEqual([]);
    await report(aDevice(id), { deviceId: id });
    await report(aDevice(id), { clientId: id });
    expect((await readAnalytics(ctx, { productId: world.slug })).versions).toMatchObject([{ told: 1, installed: 1 }]);
    await expect(report(aUser("admin"), { clientId: "a laptop" })).resolves.toEqual({ accepted: true });
  });

  it("learn nothing of a version that was never offered by reporting about it", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    await world.addVersion("2.0.0", { channels: [] });
    const report = (version: string, actor: Actor = anonymous) =>
      reportOutcome(as(ctx, actor), { productId: world.slug, version, outcome: "installed", clientId: "one" });
    await expect(report("2.0.0")).rejects.toThrow("has no version 2.0.0");
    await expect(report("3.0.0")).rejects.toThrow("has no version 3.0.0");
    await expect(report("2.0.0", aToken("versions:read"))).resolves.toEqual({ accepted: true });
    // Who was told of a version may report about it after it was withdrawn.
    await world.update({ clientId: "one" });
    await readAnalytics(ctx, { productId: world.slug });
    await ctx.db.channelVersion.deleteMany({ where: { version: { version: "1.1.0", productId: world.productId } } });
    await expect(report("1.1.0")).resolves.toEqual({ accepted: true });
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "and call their platform %s are told like others",
    async (word) => {
      const ctx = getCtx();
      const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
      await ctx.db.version.updateMany({
        where: { productId: world.productId },
        data: { compatibility: { platforms: ["linux"], requires: [{ name: "constructor", range: "*" }] } },
      });
      const words = { platform: word, arch: word, formats: [word] };
      expect(await world.check(words)).toMatchObject({ reason: "incompatible", detail: "platform" });
      expect(await world.check({ ...words, platform: "linux" })).toMatchObject({ reason: "incompatible" });
    },
  );

  it("cannot have others told what they were told", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0");
    await world.addVersion("1.1.0", {
      files: { "app.bin": Buffer.from("for everybody"), "app-x64.bin": Buffer.from("for the many") },
    });
    await expect(world.check({ platform: "linux", arch: "x64\nzstd-patch-from" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  it("are noted up to a number from one address, and told in any case", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    const limited = { ...ctx, config: { ...ctx.config, rateLimits: true } };
    const index = await fromDatabase(ctx).find(world.slug);
    const products = { find: () => Promise.resolve(index) };
    const ask = (actor: Actor, clientId: string, address: string) =>
      checkForUpdate(
        as(limited, actor),
        { productId: world.slug, currentVersion: "1.0.0", clientId },
        { products, origin: "", findAddress: () => address },
      );
    for (let index = 0; index < NEW_NAMES_PER_HOUR + 20; index++) {
      expect(await ask(anonymous, `made up ${index}`, "2001:db8::1")).toContain('"updateAvailable":true');
    }
    // Of the same customer, who has 64 bits of addresses.
    await ask(anonymous, "one more", "2001:db8::2");
    const told = async () => (await readAnalytics(ctx, { productId: world.slug })).versions[0]?.told;
    expect(await told()).toBe(NEW_NAMES_PER_HOUR);
    await ask(anonymous, "somebody else", "198.51.100.7");
    await ask(aToken("versions:read"), "known by its token", "2001:db8::1");
    expect(await told()).toBe(NEW_NAMES_PER_HOUR + 2);
    ctx.clock.advance({ hours: 1 });
    await ask(anonymous, "one more", "2001:db8::2");
    expect(await told()).toBe(NEW_NAMES_PER_HOUR + 3);
  });

  it("are forgotten after half a year, and devices are not", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    const { id } = await createDevice(ctx, { name: `device of ${world.slug}` });
    for (const clientId of ["old", "still here", id]) await world.update({ clientId });
    await readAnalytics(ctx, { productId: world.slug });
    ctx.clock.advance({ days: 179 });
    await reportOutcome(as(ctx, anonymous), {
      productId: world.slug,
      version: "1.1.0",
      clientId: "still here",
      outcome: "installed",
    });
    ctx.clock.advance({ days: 2 });
    await forgetClients(ctx);
    await forgetClients(ctx);
    const rows = await ctx.db.updateNotification.findMany({ where: { productId: world.productId } });
    expect(rows.map(({ clientId }) => clientId).sort()).toEqual([id, "still here"].sort());
  });

  it("find in a feed's files neither what is not offered yet nor what is over", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0", "1.2.0", "1.3.0");
    await world.addVersion("2.0.0", { channels: [] });
    const startsAt = new Date(ctx.clock.now().getTime() + 86_400_000).toISOString();
    await world.distribute({ version: "2.0.0", strategy: "scheduled", startsAt });
    const change = (version: string, data: object) =>
      ctx.db.version.updateMany({ where: { productId: world.productId, version }, data });
    await change("1.1.0", { isDeprecated: true });
    await ctx.db.file.updateMany({
      where: { fileName: "app-1.2.0.bin", version: { productId: world.productId } },
      data: { expiresAt: ctx.clock.now() },
    });
    const fetch = (file: string) =>
      readFeed(
        as(ctx, anonymous),
        { product: world.slug, channel: "stable", file, client: nobody, origin: "" },
        fromDatabase(ctx),
      );
    expect(await fetch("app-1.3.0.bin")).toMatchObject({ kind: "file" });
    for (const file of ["app-2.0.0.bin", "app-1.1.0.bin", "app-1.2.0.bin"]) {
      await expect(fetch(file), file).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});
