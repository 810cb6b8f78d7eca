import { randomUUID } from "node:crypto";
import { inTransaction } from "#lib/database/transaction.ts";
import { reconcileRollout } from "#lib/orchestrator/reconcile.ts";
import { tick } from "#lib/orchestrator/tick.ts";
import { createRollout } from "#lib/rollouts/create.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import type { BenchContext } from "./lib/context.ts";
import type { Figure } from "./lib/figure.ts";
import { medianMillis, millisOf } from "./lib/measure.ts";

const DEVICES = 100_000;
const ROLLOUTS = 50;
const TICKS = 15;

/** Planning and starting over 100,000 devices, and one look at 50 rollouts, beside the bare SQL of the same size. */
export async function measureRollouts(ctx: BenchContext): Promise<Figure[]> {
  await insertFleets(ctx);
  return [await measurePlan(ctx), await measureOfferAll(ctx), ...(await measureTick(ctx))];
}

async function measurePlan(ctx: BenchContext): Promise<Figure> {
  const rolloutId = await makeRollout(ctx, { deviceFilter: {}, batches: [10, 50, 100] });
  const millis = await millisOf(() => reconcileRollout(ctx, rolloutId));
  const reference = await millisOf(() => insertBare(ctx));
  return {
    id: "plan-100k",
    what: "Plan a rollout over 100,000 devices and offer its first batch of 10,000",
    database: ctx.databaseName,
    value: millis / 1000,
    unit: "s",
    target: ctx.databaseName === "postgres" ? { comparison: "atMost", value: 3 } : null,
    reference: { what: "one bare sorted INSERT of 100,000 rows", value: reference / 1000 },
  };
}

async function measureOfferAll(ctx: BenchContext): Promise<Figure> {
  const rolloutId = await makeRollout(ctx, { deviceFilter: {}, batches: [100] });
  const millis = await millisOf(() => reconcileRollout(ctx, rolloutId));
  const reference = await millisOf(() => insertBare(ctx));
  return {
    id: "offer-100k",
    what: "Plan a rollout over 100,000 devices and offer it to all of them at once",
    database: ctx.databaseName,
    value: millis / 1000,
    unit: "s",
    target: null,
    reference: { what: "one bare sorted INSERT of 100,000 rows", value: reference / 1000 },
  };
}

async function measureTick(ctx: BenchContext): Promise<Figure[]> {
  await ctx.db.$executeRaw`UPDATE image_rollouts SET status = 'completed', completed_at = now()`;
  for (let index = 0; index < ROLLOUTS; index++) {
    await makeRollout(ctx, { deviceFilter: { fleets: [`bench-${index}`] }, batches: [10, 50, 100] });
  }
  const first = await millisOf(() => tick(ctx));
  const { active } = await tick(ctx);
  if (active !== ROLLOUTS) throw new Error(`The bench wanted ${ROLLOUTS} active rollouts and found ${active}.`);
  const millis = await medianMillis(TICKS, () => tick(ctx));
  const reference = await medianMillis(TICKS, () => countBare(ctx));
  const common = { database: ctx.databaseName, unit: "ms" } as const;
  return [
    {
      ...common,
      id: "tick-50",
      what: "One tick over 50 running rollouts with 100,000 devices together",
      value: millis,
      target: ctx.databaseName === "postgres" ? { comparison: "atMost", value: 300 } : null,
      reference: { what: "counting their devices by status", value: reference },
    },
    {
      ...common,
      id: "tick-50-start",
      what: "The tick that plans and starts all 50 of them",
      value: first,
      target: null,
      reference: null,
    },
  ];
}

async function insertFleets(ctx: BenchContext): Promise<void> {
  await ctx.db.$executeRaw`
    INSERT INTO fleets (id, name) SELECT gen_random_uuid(), 'bench-' || i FROM generate_series(0, ${ROLLOUTS - 1}) AS i`;
  await ctx.db.$executeRaw`
    INSERT INTO devices (name, fleet_id, tags, token_hash)
    SELECT 'device-' || i, f.id, '{}', sha256(convert_to('bench-' || i, 'UTF8'))
    FROM generate_series(1, ${DEVICES}) AS i JOIN fleets f ON f.name = 'bench-' || (i % ${ROLLOUTS})`;
  await ctx.db.$executeRaw`
    INSERT INTO device_apps (device_id, app, image, digest, version, reported_at)
    SELECT id, 'bench', 'docker.io/acme/bench', 'sha256:' || repeat('a', 64), '1.4.1', now() FROM devices`;
  await ctx.db.$executeRaw`ANALYZE`;
}

/** Every rollout is of a product of its own, so that none takes another's place or waits for its devices. */
async function makeRollout(ctx: BenchContext, settings: Pick<RolloutSettings, "deviceFilter" | "batches">) {
  const name = `bench-${randomUUID()}`;
  const product = await ctx.db.product.create({
    data: { slug: name, name, kind: "image", image: `docker.io/acme/${name}` },
  });
  const { id } = await inTransaction(ctx, (tx) =>
    createRollout(ctx, tx, {
      productId: product.id,
      policyId: null,
      image: `docker.io/acme/${name}`,
      tag: "1.5.0",
      digest: `sha256:${"b".repeat(64)}`,
      strategy: "staged",
      settings: {
        batchDelayMinutes: 60,
        healthCheckEnabled: true,
        healthCheckConfig: null,
        autoRollbackEnabled: true,
        onFailureLimit: "rollBack",
        maxFailureRate: 0.2,
        deviceTimeoutSeconds: 3600,
        maintenanceWindow: null,
        ...settings,
      },
      choice: null,
      resolveAt: null,
      createdBy: { kind: "system", name: "bench" },
    }),
  );
  return id;
}

/** What a plan cannot do without: 100,000 rows in the order of a hash. */
async function insertBare(ctx: BenchContext): Promise<void> {
  await ctx.db.$executeRaw`
    CREATE TABLE bench_bare (rollout_id uuid, device_id uuid, position int, PRIMARY KEY (rollout_id, device_id))`;
  await ctx.db.$executeRaw`
    INSERT INTO bench_bare
    SELECT ${randomUUID()}::uuid, id, row_number() OVER (ORDER BY sha256(convert_to(id::text, 'UTF8'))) FROM devices`;
  await ctx.db.$executeRaw`DROP TABLE bench_bare`;
}

async function countBare(ctx: BenchContext): Promise<void> {
  await ctx.db.$queryRaw`
    SELECT s.rollout_id, s.batch_index, s.status, count(*)::int
    FROM rollout_device_status s JOIN image_rollouts r ON r.id = s.rollout_id AND r.status = 'running'
    GROUP BY 1, 2, 3`;
}
