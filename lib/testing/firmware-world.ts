import { randomUUID } from "node:crypto";
import { inTransaction } from "#lib/database/transaction.ts";
import { parseVersion } from "#lib/products/rules/semver.ts";
import { insertVersion } from "#lib/products/store-versions.ts";
import { createRollout } from "#lib/rollouts/create.ts";
import { getRollout } from "#lib/rollouts/find.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";
import type { TestContext } from "#lib/testing/database.ts";
import { HawkbitDevice } from "#lib/testing/hawkbit-device.ts";
import { aDigest, usualSettings } from "#lib/testing/rollout-world.ts";
import { settle } from "#lib/testing/settle.ts";

/** A firmware product with files, and a fleet of hawkBit clients that gets it. */
export class FirmwareWorld {
  readonly ctx: TestContext;
  readonly slug = `firmware-${randomUUID()}`;
  readonly fleet = `fleet-${randomUUID()}`;
  productId = "";
  devices: HawkbitDevice[] = [];
  deviceIds: string[] = [];

  constructor(ctx: TestContext) {
    this.ctx = ctx;
  }

  static async with(ctx: TestContext, { devices }: { devices: number }): Promise<FirmwareWorld> {
    const world = new FirmwareWorld(ctx);
    const { slug, fleet } = world;
    const product = await ctx.db.product.create({ data: { slug, name: slug, kind: "firmware" } });
    world.productId = product.id;
    const { id: fleetId } = await ctx.db.fleet.create({ data: { name: fleet } });
    for (let count = 0; count < devices; count++) {
      const device = new HawkbitDevice(ctx);
      world.deviceIds.push(await device.register(fleetId));
      world.devices.push(device);
    }
    return world;
  }

  /** Makes a version that has one file. */
  async addVersion(version: string): Promise<{ id: string; digest: string }> {
    const { ctx } = this;
    const digest = aDigest(`${this.slug}:${version}`);
    const parsed = parseVersion(version);
    if (parsed === null) throw new Error(`${version} is no version.`);
    const id = await inTransaction(ctx, (tx) =>
      insertVersion(tx, {
        productId: this.productId,
        version: parsed,
        digest,
        changelog: [],
        releaseNotes: "",
        isStable: true,
        releasedAt: ctx.clock.now(),
        releasedBy: { kind: "system", name: "test" },
        metadata: {},
      }),
    );
    if (id === null) throw new Error(`There is a version ${version} already.`);
    await ctx.db.file.create({
      data: {
        versionId: id,
        fileName: "rootfs.swu",
        filePath: digest,
        fileSize: 5_242_880,
        mimeType: "application/octet-stream",
        sha256: digest.slice("sha256:".length),
        sha1: "a".repeat(40),
        md5: "b".repeat(32),
        uploadedBy: { kind: "system", name: "test" },
      },
    });
    return { id, digest };
  }

  async rollOut(version: string, settings: Partial<RolloutSettings> = {}): Promise<string> {
    const { ctx, fleet, slug, productId } = this;
    const { digest } = await this.addVersion(version);
    const rollout = await inTransaction(ctx, (tx) =>
      createRollout(ctx, tx, {
        productId,
        policyId: null,
        image: slug,
        tag: version,
        digest,
        strategy: "staged",
        settings: {
          ...usualSettings,
          batches: [100],
          maxFailureRate: 1,
          deviceFilter: { fleets: [fleet] },
          ...settings,
        },
        choice: null,
        resolveAt: null,
        createdBy: { kind: "system", name: "test" },
      }),
    );
    await this.settle();
    return rollout.id;
  }

  settle(): Promise<void> {
    return settle(this.ctx);
  }

  see(rolloutId: string): Promise<RolloutView> {
    return getRollout(this.ctx, { rolloutId });
  }
}
