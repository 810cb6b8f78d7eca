import { randomUUID } from "node:crypto";
import { inTransaction } from "#lib/database/transaction.ts";
import { deployFromTemplate } from "#lib/deployments/deploy.ts";
import { DeploymentRunner } from "#lib/deployments/deployment-runner.ts";
import { getDeployment } from "#lib/deployments/find.ts";
import { startDeployment } from "#lib/deployments/start.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import { createEnvironment } from "#lib/environments/create.ts";
import { createTemplate } from "#lib/templates/create.ts";
import type { TestContext } from "#lib/testing/database.ts";
import { aDigest, RolloutWorld } from "#lib/testing/rollout-world.ts";
import { tick } from "#lib/orchestrator/tick.ts";

const ROUNDS_MAX = 40;

/** A product, its devices and an environment of its own, with the few words in which scenarios of deployments are told. */
export class DeploymentWorld {
  readonly ctx: TestContext;
  readonly rollouts: RolloutWorld;
  readonly runner: DeploymentRunner;
  environment = "";
  environmentId = "";

  constructor(ctx: TestContext, rollouts: RolloutWorld) {
    this.ctx = ctx;
    this.rollouts = rollouts;
    this.runner = new DeploymentRunner(ctx);
  }

  static async with(
    ctx: TestContext,
    { devices = 2, environment = {} }: { devices?: number; environment?: Record<string, unknown> } = {},
  ): Promise<DeploymentWorld> {
    const world = new DeploymentWorld(ctx, await RolloutWorld.with(ctx, { devices }));
    const slug = `env-${randomUUID()}`;
    const made = await createEnvironment(ctx, {
      slug,
      name: "Staging",
      deviceFilter: { fleets: [world.rollouts.fleet] },
      ...environment,
    });
    world.environment = slug;
    world.environmentId = made.id;
    return world;
  }

  /** Makes a version that can be deployed. */
  async release(version: string): Promise<string> {
    const { ctx, rollouts } = this;
    const [major = "0", minor = "0", patch = "0"] = version.split(".");
    const row = await ctx.db.version.create({
      data: {
        productId: rollouts.productId,
        version,
        major,
        minor,
        patch,
        precedenceKey: version,
        digest: aDigest(`${rollouts.slug}:${version}`),
        changelog: [],
        releaseNotes: "",
        isStable: true,
        releasedAt: ctx.clock.now(),
        releasedBy: { kind: "system", name: "test" },
      },
    });
    return row.id;
  }

  /** Makes a template of these stages and answers its slug. */
  async template(stages: readonly Record<string, unknown>[], variables: readonly object[] = []): Promise<string> {
    const slug = `t-${randomUUID()}`;
    await createTemplate(this.ctx, { definition: { slipway: 1, slug, name: slug, variables, stages } });
    return slug;
  }

  async deploy(template: string, wishes: Record<string, unknown> = {}): Promise<DeploymentView> {
    const version = typeof wishes.version === "string" ? wishes.version : "2.0.0";
    if (!(await this.ctx.db.version.findFirst({ where: { productId: this.rollouts.productId, version } }))) {
      await this.release(version);
    }
    return deployFromTemplate(this.ctx, {
      template,
      product: this.rollouts.slug,
      version,
      environment: this.environment,
      ...wishes,
    });
  }

  /** Deploys, and starts at once, past the line. */
  async run(template: string, wishes: Record<string, unknown> = {}): Promise<DeploymentView> {
    const { id } = await this.deploy(template, wishes);
    await inTransaction(this.ctx, (tx) => startDeployment(this.ctx, tx, id));
    await this.settle();
    return this.see(id);
  }

  /** Carries rollouts and deployments on until nothing moves now. */
  async settle(): Promise<void> {
    const { ctx, runner } = this;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const { moved } = await tick(ctx);
      for (const { id } of await ctx.db.rollout.findMany({ where: { productId: this.rollouts.productId } })) {
        runner.hear(id);
      }
      const before = await this.#countEntries();
      await runner.turn();
      await runner.settle();
      if (moved === 0 && before === (await this.#countEntries())) return;
    }
    throw new Error("The deployments do not come to rest.");
  }

  #countEntries(): Promise<number> {
    return this.ctx.db.machineEntry.count();
  }

  see(deploymentId: string): Promise<DeploymentView> {
    return getDeployment(this.ctx, { deploymentId });
  }

  /** Every device takes what it is offered. */
  async everybodyTakesIt(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const answered = await this.rollouts.answer(["accepted", "installed", "healthy"]);
      await this.settle();
      if (answered.length === 0) return;
    }
  }

  async eventTypes(deploymentId: string): Promise<string[]> {
    const where = { subjectKind: "deployment", subjectId: deploymentId };
    const events = await this.ctx.db.event.findMany({ where, orderBy: { seq: "asc" } });
    return events.map(({ type }) => type);
  }
}
