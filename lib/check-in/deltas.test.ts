import { beforeEach, expect, it } from "vitest";
import { getDeviceFile } from "#lib/check-in/get-file.ts";
import { tellState } from "#lib/check-in/tell-state.ts";
import { as } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { FirmwareWorld } from "#lib/testing/firmware-world.ts";

const sizes = { "zstd-patch-from": 900, xdelta3: 700, bsdiff: 500 };
type Format = keyof typeof sizes;

describeWithDatabase("Deltas for devices", (getCtx) => {
  let world: FirmwareWorld;
  let deviceId: string;
  const hashOf = (format: Format) => String(sizes[format]).padStart(64, "d");

  beforeEach(async () => {
    const ctx = getCtx();
    world = await FirmwareWorld.with(ctx, { devices: 2 });
    deviceId = world.deviceIds[0]!;
    const old = await world.addVersion("1.0.0");
    for (const id of world.deviceIds) {
      const app = { deviceId: id, app: world.slug, image: world.slug, version: "1.0.0", reportedAt: ctx.clock.now() };
      await ctx.db.deviceApp.create({ data: app });
    }
    await world.rollOut("2.0.0");
    const { id: toVersionId } = await ctx.db.version.findFirstOrThrow({
      where: { productId: world.productId, version: "2.0.0" },
    });
    for (const [format, size] of Object.entries(sizes)) {
      const made = await ctx.db.file.create({
        data: {
          ...{
            fileName: `rootfs.swu.from-1.0.0.${format}`,
            filePath: "",
            fileSize: size,
            mimeType: "x/y",
            uploadedBy: {},
          },
          ...{ sha256: hashOf(format as Format), sha1: "a".repeat(40), md5: "b".repeat(32) },
        },
      });
      await ctx.db.updatePackage.create({
        data: {
          ...{
            productId: world.productId,
            fromVersionId: old.id,
            toVersionId,
            fileName: "rootfs.swu",
            fileId: made.id,
          },
          ...{ isDelta: true, format, state: "ready", packageSize: size, checksum: made.sha256 },
          ...{ resultSize: 5_242_880, resultSha256: "e".repeat(64), createdBy: {} },
        },
      });
    }
  });

  const asDevice = (id: string) => as(getCtx(), { kind: "device", id, name: id });
  const artifact = async () => (await tellState(asDevice(deviceId), { deviceId }, null)).action?.artifacts[0];
  const declare = (attributes: Record<string, string>) =>
    getCtx().db.device.update({ where: { id: deviceId }, data: { attributes } });

  it("are offered to nobody who does not say that it can apply them", async () => {
    expect(await artifact()).not.toHaveProperty("delta");
    await declare({ deltaFormats: "courgette" });
    expect(await artifact()).not.toHaveProperty("delta");
  });

  it.each<[string, Format]>([
    ["zstd-patch-from", "zstd-patch-from"],
    ["zstd-patch-from, xdelta3", "xdelta3"],
    ["bsdiff,xdelta3", "bsdiff"],
  ])("of the formats %s are the smallest: %s", async (declared, format) => {
    await declare({ deltaFormats: declared });
    const sha256 = hashOf(format);
    const url = `/api/v1/device/${deviceId}/artifacts/${sha256}/rootfs.swu.from-1.0.0.${format}`;
    expect(await artifact()).toMatchObject({
      name: "rootfs.swu",
      size: 5_242_880,
      delta: { from: "1.0.0", format, sha256, size: sizes[format], url },
    });
  });

  it("lead only from what the device runs", async () => {
    await declare({ deltaFormats: "bsdiff" });
    await getCtx().db.deviceApp.updateMany({ where: { deviceId }, data: { version: "0.9.0" } });
    expect(await artifact()).not.toHaveProperty("delta");
  });

  it("are handed out to devices that are offered their version, and to nobody else", async () => {
    const wanted = { sha256: hashOf("bsdiff"), name: "rootfs.swu.from-1.0.0.bsdiff" };
    expect(await getDeviceFile(asDevice(deviceId), { deviceId, ...wanted })).toMatchObject({ size: sizes.bsdiff });
    const other = world.deviceIds[1]!;
    await getCtx().db.deviceAction.updateMany({ where: { deviceId: other }, data: { closedAt: new Date() } });
    await expect(getDeviceFile(asDevice(other), { deviceId: other, ...wanted })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
