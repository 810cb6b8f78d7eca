import { expect, it } from "vitest";
import { createDevice } from "#lib/devices/create.ts";
import { noteInstalled } from "#lib/updates/note-installed.ts";
import { readAnalytics } from "#lib/updates/read-analytics.ts";
import { reportOutcome } from "#lib/updates/report.ts";
import { aDevice, anonymous, as } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { UpdateWorld } from "#lib/testing/update-world.ts";

describeWithDatabase("What became of updates", (getCtx) => {
  it("is counted, for each version and over time", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    for (const clientId of ["one", "two", "three"]) await world.update({ clientId });
    const report = (clientId: string, outcome: string, error?: string) =>
      reportOutcome(as(ctx, anonymous), { productId: world.slug, version: "1.1.0", clientId, outcome, error });
    await report("one", "downloaded");
    ctx.clock.advance({ hours: 2 });
    await report("one", "failed", "no room");
    await report("one", "installed");
    await report("one", "failed", "late and of no interest");
    await report("two", "failed", "no room");
    await report("four", "installed");

    const { versions, points, failures } = await readAnalytics(ctx, { productId: world.slug, range: "1d" });
    expect(versions).toMatchObject([{ version: "1.1.0", told: 4, downloaded: 2, installed: 2, failed: 1 }]);
    expect(points.at(0)?.counts).toEqual([{ version: "1.1.0", installed: 0 }]);
    expect(points.at(-1)?.counts).toEqual([{ version: "1.1.0", installed: 2 }]);
    expect(failures).toEqual([{ version: "1.1.0", error: "no room", count: 1 }]);
  });

  it("is known of devices by what they run", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0");
    const { id } = await createDevice(ctx, { name: `device of ${world.slug}` });
    await world.update({ deviceId: id });
    await readAnalytics(ctx, { productId: world.slug });
    const app = { deviceId: id, app: world.slug, image: "", version: "1.1.0", reportedAt: ctx.clock.now() };
    await ctx.db.deviceApp.create({ data: app });
    await noteInstalled(ctx);
    const { versions } = await readAnalytics(ctx, { productId: world.slug });
    expect(versions).toMatchObject([{ told: 1, installed: 1 }]);
  });

  it("compares the sides of a split", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0", "2.0.0");
    await world.distribute({ version: "2.0.0", otherVersion: "1.1.0", strategy: "split", percent: 50 });
    // Chance decides who is on which side; of eighty, fewer than the twenty that it takes is out of the question.
    const clients = Array.from({ length: 80 }, (_, index) => `client-${index}`);
    for (const clientId of clients) {
      const { toVersion } = await world.update({ clientId });
      const outcome = toVersion === "2.0.0" ? "failed" : "installed";
      await readAnalytics(ctx, { productId: world.slug });
      await reportOutcome(ctx, { productId: world.slug, version: toVersion, clientId, outcome });
    }
    const { splits } = await readAnalytics(ctx, { productId: world.slug });
    expect(splits).toMatchObject([
      {
        sides: [
          { version: "2.0.0", isOther: false, failureRate: 1 },
          { version: "1.1.0", isOther: true, failureRate: 0 },
        ],
      },
    ]);
    expect(splits[0]?.pValue).toBeLessThan(0.001);
  });

  it("is told by those who may, of versions that there are", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0");
    const report = { productId: world.slug, version: "1.0.0", outcome: "installed" };
    await expect(reportOutcome(ctx, report)).rejects.toThrow("Say who reports");
    await expect(reportOutcome(ctx, { ...report, clientId: "one", version: "9.0.0" })).rejects.toThrow(
      "no version 9.0.0",
    );
    await expect(reportOutcome(as(ctx, aDevice()), { ...report, deviceId: "another" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await ctx.db.product.update({ where: { id: world.productId }, data: { isPrivate: true } });
    await expect(reportOutcome(as(ctx, anonymous), { ...report, clientId: "one" })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });
});
