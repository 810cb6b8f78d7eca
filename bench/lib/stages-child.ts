// One of the processes that carry deployments on together. It counts how often handlers are asked.
import { once } from "node:events";
import { systemActor } from "#lib/access/rules/actor.ts";
import { openPostgres } from "#lib/database/client.ts";
import { DeploymentRunner } from "#lib/deployments/deployment-runner.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { makeLogger } from "#lib/kernel/log.ts";
import { Worker } from "#lib/orchestrator/worker.ts";
import { waitStage } from "#lib/stage-kinds/wait.ts";
import type { StagesReport } from "../stages.ts";

const handle = openPostgres(process.argv[2] ?? "");
const ctx: Context = {
  db: handle.client,
  clock: systemClock,
  actor: systemActor("bench"),
  log: makeLogger("error"),
  requestId: "bench",
  config: loadConfig({ SLIPWAY_ENCRYPTION_KEY: "an-encryption-key-that-only-the-bench-uses" }),
};

const report: StagesReport = { asked: 0 };
const run = waitStage.run.bind(waitStage);
waitStage.run = (call) => {
  report.asked += 1;
  return run(call);
};

await ctx.db.machine.count();
process.send?.("ready");
await once(process, "message");

const runner = new DeploymentRunner(ctx, () => worker.wake());
const worker = new Worker(ctx, { name: "deployments", everySeconds: 1, work: () => runner.turn() });
worker.start();
while ((await ctx.db.machine.count({ where: { status: "running" } })) > 0) {
  await new Promise((resolve) => setTimeout(resolve, 100));
}
await worker.stop();
await runner.stop();
process.send?.(report);
await handle.close();
