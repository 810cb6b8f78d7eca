import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { insertFile } from "#lib/artifacts/store-files.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { checkForUpdate, fromDatabase } from "#lib/updates/check.ts";
import { createDistribution } from "#lib/updates/create-distribution.ts";
import type { DistributionView, UpdateAnswer } from "#lib/updates/view.ts";
import type { TestContext } from "#lib/testing/database.ts";

export type Update = Extract<UpdateAnswer, { updateAvailable: true }>;

/** An app with channels, and versions that have files. */
export class UpdateWorld {
  readonly ctx: TestContext;
  readonly slug = `app-${randomUUID()}`;
  productId = "";

  constructor(ctx: TestContext) {
    this.ctx = ctx;
  }

  static async with(ctx: TestContext, ...versions: string[]): Promise<UpdateWorld> {
    const world = new UpdateWorld(ctx);
    const channels = { create: [{ name: "stable" }, { name: "beta" }] };
    const data = { slug: world.slug, name: world.slug, kind: "app", channels };
    world.productId = (await ctx.db.product.create({ data })).id;
    for (const version of versions) await world.addVersion(version);
    return world;
  }

  /** Makes a version with one file, which names it; on the channels where it belongs by itself. */
  async addVersion(
    version: string,
    { files, ...rest }: { files?: Record<string, Buffer>; channels?: string[]; isFloor?: boolean } = {},
  ): Promise<string> {
    const { id } = await createVersion(this.ctx, { productId: this.productId, version, ...rest });
    const contents = files ?? { [`app-${version}.bin`]: Buffer.from(`The content of ${this.slug} ${version}`) };
    for (const [name, content] of Object.entries(contents)) await this.addFile(id, name, content);
    return id;
  }

  async addFile(versionId: string, fileName: string, content: Buffer): Promise<string> {
    const { ctx } = this;
    const store = openBlobStore(ctx.config);
    const staged = await store.stage(Readable.from([content]), content.length);
    const file = await inTransaction(ctx, async (tx) => {
      await staged.keep();
      const { sha256, sha1, md5, size } = staged;
      return insertFile(
        tx,
        {
          owner: { versionId },
          fileName,
          filePath: store.pathOf(sha256),
          mimeType: "application/octet-stream",
          content: { sha256, sha1, md5, size },
          uploadedBy: { kind: "system", name: "test" },
        },
        ctx.clock.now(),
      );
    });
    await staged.discard();
    // As the upload does it for a version of files.
    await ctx.db.version.update({ where: { id: versionId }, data: { digest: `sha256:${staged.sha256}` } });
    return file.id;
  }

  distribute(input: Record<string, unknown>): Promise<DistributionView> {
    return createDistribution(this.ctx, { productId: this.slug, channel: "stable", ...input });
  }

  async check(input: Record<string, unknown>): Promise<UpdateAnswer> {
    const asked = { productId: this.slug, currentVersion: "1.0.0", ...input };
    const surroundings = {
      products: fromDatabase(this.ctx),
      origin: "https://slipway.test",
      findAddress: () => "192.0.2.1",
    };
    return JSON.parse(await checkForUpdate(this.ctx, asked, surroundings)) as UpdateAnswer;
  }

  /** The same for a client that has something to install. */
  async update(input: Record<string, unknown> = {}): Promise<Update> {
    const answer = await this.check(input);
    if (!answer.updateAvailable) throw new Error(`Nothing to install: ${answer.reason}.`);
    return answer;
  }
}
