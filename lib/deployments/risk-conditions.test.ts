import { expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { startDeployment } from "#lib/deployments/start.ts";
import { DeploymentWorld } from "#lib/testing/deployment-world.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const stages = [
  { name: "first", kind: "wait", config: { minutes: 0 } },
  { name: "look", kind: "wait", config: { minutes: 10 }, when: { risk: { atLeast: 60 } } },
  { name: "last", kind: "wait", config: { minutes: 0 } },
];

/** What was found out about a deployment between the time that it was made and its start. */
async function assess(ctx: TestContext, deploymentId: string, score: number): Promise<void> {
  const { productId } = await ctx.db.deployment.findUniqueOrThrow({ where: { id: deploymentId } });
  const shares = { probability: 0.1, probabilityLow: 0.1, probabilityHigh: 0.1, isCalibrated: false };
  const found = { features: { compared: null }, factors: [], guards: [], suggestions: [], createdBy: {} };
  await ctx.db.riskAssessment.create({
    data: { productId, deploymentId, plannedAt: ctx.clock.now(), score, level: "low", ...shares, ...found },
  });
}

describeWithDatabase("Stages that hang on the risk", (getCtx) => {
  async function startWith(score: number | null) {
    const world = await DeploymentWorld.with(getCtx());
    const { id } = await world.deploy(await world.template(stages));
    await getCtx().db.riskAssessment.deleteMany({ where: { deploymentId: id } });
    if (score !== null) await assess(getCtx(), id, score);
    await inTransaction(getCtx(), (tx) => startDeployment(getCtx(), tx, id));
    await world.settle();
    const { status, stages: after } = await world.see(id);
    return { status, look: after.find((stage) => stage.name === "look")?.status };
  }

  it("are left out below their limit, and the others keep their order", async () => {
    expect(await startWith(59)).toEqual({ status: "completed", look: "skipped" });
  });

  it("are run from their limit on", async () => {
    expect(await startWith(60)).toEqual({ status: "running", look: "waiting" });
  });

  it("are run while nobody knows the risk", async () => {
    expect(await startWith(null)).toEqual({ status: "running", look: "waiting" });
  });
});
