import { randomUUID } from "node:crypto";
import { inTransaction } from "#lib/database/transaction.ts";
import { createDevice } from "#lib/devices/create.ts";
import { deployFromTemplate } from "#lib/deployments/deploy.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import { createEnvironment } from "#lib/environments/create.ts";
import { recordRelease } from "#lib/environments/record-release.ts";
import { createProduct } from "#lib/products/create.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { createTemplate } from "#lib/templates/create.ts";
import type { TestContext } from "#lib/testing/database.ts";
import { aDigest } from "#lib/testing/rollout-world.ts";

/** Two environments of one device, a template, and products of which versions are made as they are named. */
export class DeployWorld {
  readonly ctx: TestContext;
  readonly template = `plain-${randomUUID().slice(0, 8)}`;
  /** The slug of the first environment; the other one comes behind it. */
  readonly staging: string;

  private constructor(ctx: TestContext, prefix: string) {
    this.ctx = ctx;
    this.staging = `${prefix}staging`;
  }

  /** A prefix keeps it apart from other environments of the same suite. */
  static async with(ctx: TestContext, prefix = ""): Promise<DeployWorld> {
    const world = new DeployWorld(ctx, prefix);
    const fleet = `${prefix}lab`;
    await createDevice(ctx, { name: "one", fleet });
    const deviceFilter = { fleets: [fleet] };
    await createEnvironment(ctx, { slug: world.staging, name: "Staging", deviceFilter });
    await createEnvironment(ctx, {
      slug: `${prefix}production`,
      name: "Production",
      deviceFilter,
      requiresPromotion: true,
    });
    await createTemplate(ctx, {
      definition: {
        slipway: 1,
        slug: world.template,
        name: "Plain",
        variables: [
          { name: "target", type: "environment", default: world.staging },
          { name: "password", type: "secret", required: false },
        ],
        stages: [
          { name: "ask", kind: "approval", config: { message: "May it go to ${target}?" } },
          { name: "tell", kind: "webhook", config: { url: "https://hooks.example.com", secret: "${password}" } },
        ],
      },
    });
    return world;
  }

  /** Makes a product with versions; returns its id. */
  async addProduct(slug: string, ...versions: string[]): Promise<string> {
    const { id } = await createProduct(this.ctx, { slug, name: slug, kind: "firmware" });
    for (const version of versions) await this.addVersion(slug, version);
    return id;
  }

  async addVersion(slug: string, version: string): Promise<string> {
    const made = await createVersion(this.ctx, { productId: slug, version, digest: aDigest(`${slug} ${version}`) });
    return made.id;
  }

  deploy(product: string, version: string, part: Record<string, unknown> = {}): Promise<DeploymentView> {
    const wish = { template: this.template, product, version, environment: this.staging, ...part };
    return deployFromTemplate(this.ctx, wish);
  }

  /** As if its stages had been carried out, one of which may have gone wrong without stopping it. */
  async complete(id: string, stages: "completed" | "failed" = "completed"): Promise<void> {
    const { ctx } = this;
    const { machineId } = await this.setStatus(id, "completed");
    await ctx.db.machineStage.updateMany({ where: { machineId }, data: { status: stages } });
    await inTransaction(ctx, (tx) => recordRelease(tx, id, ctx.clock.now()));
    ctx.clock.advance({ minutes: 1 });
  }

  async setStatus(id: string, status: string): Promise<{ machineId: string }> {
    const { db } = this.ctx;
    const { machineId } = await db.deployment.update({ where: { id }, data: { status }, select: { machineId: true } });
    await db.machine.update({ where: { id: machineId }, data: { status } });
    return { machineId };
  }

  async deployed(product: string, version: string, part: Record<string, unknown> = {}): Promise<DeploymentView> {
    const deployment = await this.deploy(product, version, part);
    await this.complete(deployment.id);
    return deployment;
  }
}
