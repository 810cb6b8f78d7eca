import { inTransaction } from "#lib/database/transaction.ts";
import { createRollout } from "#lib/rollouts/create.ts";
import type { BenchContext } from "./context.ts";

export const APP = "bench-app";
export const IMAGE = "registry.example.com/acme/bench-app";

export interface BenchDevice {
  id: string;
  controllerId: string;
  token: string;
  targetToken: string;
}

/** Registers devices that speak either protocol, all running version 1.0.0 of one product. */
export async function insertDevices(ctx: BenchContext, count: number): Promise<BenchDevice[]> {
  const rows = await ctx.db.$queryRaw<{ id: string; name: string }[]>`
    INSERT INTO devices (name, tags, token_hash, tenant, controller_id, target_token_hash, created_at)
    SELECT 'bench-' || n, '{}', sha256(convert_to('slpd_bench-' || n, 'UTF8')), 'DEFAULT', 'bench-' || n,
           sha256(convert_to('target-bench-' || n, 'UTF8')), now() - interval '30 days'
    FROM generate_series(1, ${count}::int) AS n RETURNING id, name`;
  await ctx.db.$executeRaw`
    INSERT INTO device_apps (device_id, app, image, digest, version, reported_at)
    SELECT id, ${APP}, ${IMAGE}, 'sha256:' || repeat('a', 64), '1.0.0', now() FROM devices`;
  await ctx.db.$executeRaw`ANALYZE`;
  return rows.map(({ id, name }) => ({
    id,
    controllerId: name,
    token: `slpd_${name}`,
    targetToken: `target-${name}`,
  }));
}

/** Makes a rollout to all devices; it runs as soon as an orchestrator finds it. */
export async function insertRollout(ctx: BenchContext, batches: number[]): Promise<string> {
  // hawkBit's names would keep an image from these devices; here they speak the native protocol.
  await ctx.db.$executeRaw`UPDATE devices SET tenant = NULL, controller_id = NULL WHERE tenant IS NOT NULL`;
  const product = await ctx.db.product.create({ data: { slug: APP, name: APP, kind: "image", image: IMAGE } });
  const rollout = await inTransaction(ctx, (tx) =>
    createRollout(ctx, tx, {
      productId: product.id,
      policyId: null,
      image: IMAGE,
      tag: "2.0.0",
      digest: `sha256:${"b".repeat(64)}`,
      strategy: "staged",
      settings: {
        batches,
        batchDelayMinutes: 0,
        healthCheckEnabled: true,
        healthCheckConfig: null,
        autoRollbackEnabled: true,
        onFailureLimit: "pause",
        maxFailureRate: 0.2,
        deviceTimeoutSeconds: 3_600,
        deviceFilter: {},
        maintenanceWindow: null,
      },
      choice: null,
      resolveAt: null,
      createdBy: { kind: "system", name: "bench" },
    }),
  );
  return rollout.id;
}
