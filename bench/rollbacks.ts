import { inTransaction } from "#lib/database/transaction.ts";
import { reconcileRollout } from "#lib/orchestrator/reconcile.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { createRollbackPlan } from "#lib/rollbacks/create.ts";
import { gatherChecks } from "#lib/rollbacks/gather-checks.ts";
import { RollbackRunner } from "#lib/rollbacks/rollback-runner.ts";
import { startExecution } from "#lib/rollbacks/start-execution.ts";
import { lockPlan, requirePlan } from "#lib/rollbacks/store.ts";
import type { BenchContext } from "./lib/context.ts";
import { APP, IMAGE, insertDevices } from "./lib/devices.ts";
import type { Figure } from "./lib/figure.ts";
import { medianMillis, millisOf } from "./lib/measure.ts";

const DEVICES = 100_000;
const TIMES = 5;
const TURNS_MAX = 50;

/** The safety checks of a rollback over 100,000 devices, making its plan, and beginning to carry it out. */
export async function measureRollbacks(ctx: BenchContext, scale: number): Promise<Figure[]> {
  const devices = Math.max(1_000, Math.round(DEVICES * scale));
  const productId = await prepare(ctx, devices);
  const wish = { productId, fromVersion: "1.0.0", toVersion: "0.9.0", reason: "bench", strategy: "gradual" };
  let planId = "";
  const planning = await millisOf(async () => {
    planId = (await createRollbackPlan(ctx, wish)).id;
  });
  const { content } = await requirePlan(ctx.db, planId);
  const checks = await medianMillis(TIMES, () => gatherChecks(ctx, ctx.db, planId, content));
  const reference = await medianMillis(TIMES, () => countBare(ctx));
  const begun = await millisOf(() => begin(ctx, planId));
  const offered = await millisOf(() => offerTheRest(ctx));
  const isTarget = ctx.databaseName === "postgres" && scale >= 1;
  const common = {
    database: ctx.databaseName,
    unit: "s",
    reference: { what: "counting the devices by fleet and version", value: reference / 1000 },
  } as const;
  const named = devices.toLocaleString("en");
  return [
    {
      ...common,
      id: "rollback-checks-100k",
      what: `All safety checks of a rollback over ${named} devices`,
      value: checks / 1000,
      target: isTarget ? { comparison: "atMost", value: 2 } : null,
    },
    {
      ...common,
      id: "rollback-plan-100k",
      what: `Make a rollback plan over ${named} devices, checks included`,
      value: planning / 1000,
      target: isTarget ? { comparison: "atMost", value: 3 } : null,
    },
    {
      ...common,
      id: "rollback-begin-100k",
      what: `Check again, hold, stop, plan the rollout over ${named} devices and offer its first batch of a tenth`,
      value: begun / 1000,
      target: null,
    },
    {
      ...common,
      id: "rollback-offer-rest-100k",
      what: "Offer it to the other nine tenths at once, 10,000 to a step",
      value: offered / 1000,
      target: null,
    },
  ];
}

async function prepare(ctx: BenchContext, devices: number): Promise<string> {
  const product = await ctx.db.product.create({ data: { slug: APP, name: APP, kind: "image", image: IMAGE } });
  await insertDevices(ctx, devices);
  await ctx.db.$executeRaw`UPDATE devices SET tenant = NULL, controller_id = NULL`;
  const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
  await createVersion(ctx, { productId: product.id, version: "0.9.0", digest: digest("c") });
  await createVersion(ctx, { productId: product.id, version: "1.0.0", digest: digest("a") });
  return product.id;
}

async function begin(ctx: BenchContext, planId: string): Promise<void> {
  const runner = new RollbackRunner(ctx);
  await inTransaction(ctx, async (tx) => startExecution(ctx, tx, await lockPlan(tx, planId)));
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    await runner.turn();
    await runner.settle();
    const rollout = await ctx.db.rollout.findFirst({ where: { rollbackRound: 1 } });
    if (rollout === null) continue;
    await reconcileRollout(ctx, rollout.id);
    return;
  }
  throw new Error("The rollback made no rollout.");
}

/** Right after the mass writes: a plan that compares all with all would take hours here. */
async function offerTheRest(ctx: BenchContext): Promise<void> {
  const { id } = await ctx.db.rollout.findFirstOrThrow({ where: { rollbackRound: 1 } });
  await ctx.db.$executeRaw`UPDATE rollout_batches SET status = 'running', started_at = now() WHERE status = 'pending'`;
  await reconcileRollout(ctx, id);
  const left = await ctx.db.rolloutDevice.count({ where: { rolloutId: id, status: "pending" } });
  if (left > 0) throw new Error(`${left} devices were not offered it.`);
}

/** What nobody can do without who wants to know where a version runs. */
async function countBare(ctx: BenchContext): Promise<void> {
  await ctx.db.$queryRaw`
    SELECT d.fleet_id, a.version, count(*)::int FROM devices d JOIN device_apps a ON a.device_id = d.id AND a.app = ${APP}
    GROUP BY 1, 2`;
}
