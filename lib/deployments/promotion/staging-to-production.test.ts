import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { approveDeployment, rejectDeployment } from "#lib/deployments/approvals/decide.ts";
import { promoteDeployment } from "#lib/deployments/promotion/promote.ts";
import { workOnQueue } from "#lib/deployments/queue/work-on-queue.ts";
import { rollBackDeployment } from "#lib/deployments/roll-back.ts";
import { createEnvironment } from "#lib/environments/create.ts";
import { showCell } from "#lib/environments/show-cell.ts";
import { aUser, as } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { DeploymentWorld } from "#lib/testing/deployment-world.ts";

const rollout = { name: "rollout", kind: "rollout", config: { batches: [100] } };
const signOff = { name: "sign-off", kind: "approval", config: { count: 1 } };

/** The whole way, carried out by the line and the engine. */
describeWithDatabase("From staging to production", (getCtx) => {
  it("goes exactly what was verified, once people have agreed", async () => {
    const ctx = getCtx();
    const world = await DeploymentWorld.with(ctx);
    const production = `production-${randomUUID()}`;
    await createEnvironment(ctx, {
      slug: production,
      name: "Production",
      deviceFilter: { fleets: [world.rollouts.fleet] },
      requiredApprovals: 1,
      requiresPromotion: true,
    });
    const productId = world.rollouts.slug;
    const move = async () => {
      await workOnQueue(ctx);
      await world.settle();
    };

    const staged = await world.deploy(await world.template([rollout, signOff]));
    await move();
    await world.everybodyTakesIt();
    expect(await world.see(staged.id)).toMatchObject({ status: "running", stages: [{}, { status: "waiting" }] });
    await approveDeployment(as(ctx, aUser("approver")), { deploymentId: staged.id });
    await move();
    expect(await world.see(staged.id)).toMatchObject({ status: "completed" });
    expect(await showCell(ctx, { environmentId: world.environment, productId })).toMatchObject({
      release: { version: "2.0.0", verifiedAt: expect.any(String) as string, failedAt: null },
    });

    const promoted = await promoteDeployment(ctx, { deploymentId: staged.id, environment: production });
    await move();
    expect(await world.see(promoted.id)).toMatchObject({ status: "queued" });
    await approveDeployment(as(ctx, aUser("admin")), { deploymentId: promoted.id });
    await move();
    await world.everybodyTakesIt();
    await approveDeployment(as(ctx, aUser("approver")), { deploymentId: promoted.id });
    await move();
    expect(await world.see(promoted.id)).toMatchObject({ status: "completed", release: staged.release });
    expect(await showCell(ctx, { environmentId: production, productId })).toMatchObject({
      drift: { kind: "same" },
      release: { deployment: { id: promoted.id } },
    });

    await rollBackDeployment(ctx, { deploymentId: promoted.id });
    await world.everybodyTakesIt();
    await world.settle();
    expect(await world.see(promoted.id)).toMatchObject({ status: "rolledBack" });
    const cell = await showCell(ctx, { environmentId: production, productId });
    expect(cell.release).toBeNull();
    expect(cell.items).toMatchObject([{ version: "2.0.0", failedAt: expect.any(String) as string }]);
  });

  it("goes nothing that a person rejected: what was done is taken back", async () => {
    const ctx = getCtx();
    const world = await DeploymentWorld.with(ctx);
    const { id } = await world.deploy(await world.template([rollout, signOff]));
    await workOnQueue(ctx);
    await world.settle();
    await world.everybodyTakesIt();
    await rejectDeployment(as(ctx, aUser("approver")), { deploymentId: id, reason: "It looks odd." });
    await world.settle();
    await world.everybodyTakesIt();
    await world.settle();
    expect(await world.see(id)).toMatchObject({
      status: "rolledBack",
      statusReason: expect.stringMatching(/It looks odd/) as string,
    });
    await expect(promoteDeployment(ctx, { deploymentId: id })).rejects.toMatchObject({ code: "WRONG_STATE" });
  });
});
