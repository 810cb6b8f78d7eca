import { expect, it, vi } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { startDeployment } from "#lib/deployments/start.ts";
import { LocalServer } from "#lib/stage-kinds/testing/stage-world.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { DeploymentWorld } from "#lib/testing/deployment-world.ts";

describeWithDatabase("The runner of deployments", (getCtx) => {
  it("goes on with one branch while a stage of another one takes its time", async () => {
    const ctx = { ...getCtx(), config: { ...getCtx().config, outboundAllow: ["127.0.0.0/8"] } };
    const world = await DeploymentWorld.with(ctx);
    const server = await LocalServer.listen();
    const answers: (() => void)[] = [];
    server.answer = (_request, response) => void answers.push(() => void response.end());
    const template = await world.template([
      { name: "slow", kind: "webhook", needs: [], config: { url: server.url, timeoutSeconds: 60 } },
      { name: "pause", kind: "wait", needs: [], config: { minutes: 5 } },
      { name: "after", kind: "wait", needs: ["pause"], config: { minutes: 0 } },
    ]);
    const { id } = await world.deploy(template);
    await inTransaction(ctx, (tx) => startDeployment(ctx, tx, id));
    const statuses = async () => (await world.see(id)).stages.map(({ status }) => status);
    try {
      await world.runner.turn();
      await vi.waitFor(async () => {
        expect(answers).toHaveLength(1);
        expect(await statuses()).toEqual(["running", "waiting", "pending"]);
      });
      ctx.clock.advance({ minutes: 5 });
      // The clock of this test stands still for whoever holds a lease, which the next pulse would renew.
      await ctx.db.machineStage.updateMany({
        where: { name: "slow", leaseToken: { not: null } },
        data: { leasedUntil: new Date(ctx.clock.now().getTime() + 30_000) },
      });
      await world.runner.turn();
      await vi.waitFor(async () => expect(await statuses()).toEqual(["running", "completed", "completed"]));
    } finally {
      for (const answer of answers) answer();
      await world.runner.settle();
      await server.close();
    }
    expect(server.received).toHaveLength(1);
    expect((await world.see(id)).status).toBe("completed");
  });
});
