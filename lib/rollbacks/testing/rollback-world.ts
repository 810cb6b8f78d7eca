import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/access/rules/actor.ts";
import { scopesOfRole, type Role } from "#lib/access/rules/scopes.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import { createRollbackPlan } from "#lib/rollbacks/create.ts";
import { approveRollbackPlan } from "#lib/rollbacks/decide.ts";
import { executeRollbackPlan } from "#lib/rollbacks/execute.ts";
import { RollbackRunner } from "#lib/rollbacks/rollback-runner.ts";
import { getRollbackPlan } from "#lib/rollbacks/show.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";
import { as } from "#lib/testing/builders.ts";
import type { TestContext } from "#lib/testing/database.ts";
import { DeploymentWorld } from "#lib/testing/deployment-world.ts";

const ROUNDS_MAX = 40;

/** An environment in which 2.0.0 has taken the place of 1.0.0, and people who may take it back. */
export class RollbackWorld {
  readonly ctx: TestContext;
  readonly deployments: DeploymentWorld;
  readonly runner: RollbackRunner;
  readonly author: TestContext;
  readonly approver: TestContext;
  /** Brings a version to all devices at once. */
  readonly template: string;
  /** What brought 2.0.0. */
  deployment: DeploymentView;

  private constructor(
    parts: Pick<RollbackWorld, "ctx" | "deployments" | "author" | "approver" | "template" | "deployment">,
  ) {
    this.ctx = parts.ctx;
    this.deployments = parts.deployments;
    this.author = parts.author;
    this.approver = parts.approver;
    this.template = parts.template;
    this.deployment = parts.deployment;
    this.runner = new RollbackRunner(parts.ctx);
  }

  static async with(
    ctx: TestContext,
    options: { devices?: number; environment?: Record<string, unknown> } = {},
  ): Promise<RollbackWorld> {
    const deployments = await DeploymentWorld.with(ctx, options);
    const template = await deployments.template([{ name: "rollout", kind: "rollout", config: { batches: [100] } }]);
    await deployments.run(template, { version: "1.0.0" });
    ctx.clock.advance({ minutes: 1 });
    const { id } = await deployments.run(template, { version: "2.0.0" });
    await deployments.everybodyTakesIt();
    const world = new RollbackWorld({
      ctx,
      deployments,
      template,
      author: await aPerson(ctx, "operator"),
      approver: await aPerson(ctx, "approver"),
      deployment: await deployments.see(id),
    });
    if (world.deployment.status !== "completed") throw new Error(`It is ${world.deployment.status}.`);
    return world;
  }

  /** Deploys a version, which every device takes. */
  async ship(version: string): Promise<DeploymentView> {
    this.ctx.clock.advance({ minutes: 1 });
    const { id } = await this.deployments.run(this.template, { version });
    await this.deployments.everybodyTakesIt();
    return this.deployments.see(id);
  }

  plan(wishes: Record<string, unknown> = {}): Promise<PlanView> {
    return createRollbackPlan(this.author, {
      deploymentId: this.deployment.id,
      reason: "Doors stay open",
      ...wishes,
    });
  }

  approve({ id, contentDigest }: Pick<PlanView, "id" | "contentDigest">): Promise<PlanView> {
    return approveRollbackPlan(this.approver, { planId: id, contentDigest });
  }

  /** Has an approved plan carried out, as far as it goes by itself. */
  async execute({ id, contentDigest }: Pick<PlanView, "id" | "contentDigest">): Promise<PlanView> {
    await executeRollbackPlan(this.author, { planId: id, contentDigest });
    await this.settle();
    return this.see(id);
  }

  see(planId: string): Promise<PlanView> {
    return getRollbackPlan(this.author, { planId });
  }

  /** Carries rollouts, deployments and rollbacks on until nothing moves now. */
  async settle(): Promise<void> {
    const { ctx, runner, deployments } = this;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const before = await ctx.db.machineEntry.count();
      await deployments.settle();
      const where = { productId: deployments.rollouts.productId };
      for (const { id } of await ctx.db.rollout.findMany({ where })) runner.hear(id);
      runner.hearOfDeployment();
      await runner.turn();
      await runner.settle();
      await deployments.settle();
      if (before === (await ctx.db.machineEntry.count())) return;
    }
    throw new Error("The rollbacks do not come to rest.");
  }

  /** Every device that is offered something answers like this, until nobody is offered anything any more. */
  async everybody(statuses: readonly string[]): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const answered = await this.deployments.rollouts.answer(statuses);
      await this.settle();
      if (answered.length === 0) return;
    }
    throw new Error("The devices do not come to rest.");
  }

  /** How many devices run which version. */
  async running(): Promise<Record<string, number>> {
    const { slug } = this.deployments.rollouts;
    const apps = await this.ctx.db.deviceApp.groupBy({ by: ["version"], where: { app: slug }, _count: true });
    return Object.fromEntries(apps.map(({ version, _count }) => [version ?? "none", _count]));
  }

  async eventTypes(planId: string): Promise<string[]> {
    const where = { subjectKind: "rollbackPlan", subjectId: planId };
    const events = await this.ctx.db.event.findMany({ where, orderBy: { seq: "asc" } });
    return events.map(({ type }) => type);
  }
}

export const takesIt = ["accepted", "installed", "healthy"];
export const failsIt = ["accepted", "failed"];

/** A person of a role who is known to the database, so that what they may do is asked there. */
export async function aPerson(ctx: TestContext, role: Role): Promise<TestContext> {
  const email = `${role}-${randomUUID()}@example.com`;
  const { id } = await ctx.db.user.create({ data: { email, name: `An ${role}`, role, passwordHash: "" } });
  const actor: Actor = { kind: "user", id, name: `An ${role}`, email, role, scopes: scopesOfRole(role) };
  return as(ctx, actor);
}
