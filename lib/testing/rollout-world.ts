import { randomUUID } from "node:crypto";
import { takeReport } from "#lib/check-in/take-report.ts";
import { tellState } from "#lib/check-in/tell-state.ts";
import type { DeviceStateView, ReportAnswer } from "#lib/check-in/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { createRollout } from "#lib/rollouts/create.ts";
import { getRollout } from "#lib/rollouts/find.ts";
import type { Strategy } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";
import { aDevice, as } from "#lib/testing/builders.ts";
import type { TestContext } from "#lib/testing/database.ts";
import { settle } from "#lib/testing/settle.ts";

export function aDigest(name: string): string {
  return `sha256:${sha256(name).toString("hex")}`;
}

export const usualSettings: RolloutSettings = {
  batches: [10, 50, 100],
  batchDelayMinutes: 0,
  healthCheckEnabled: true,
  healthCheckConfig: null,
  autoRollbackEnabled: true,
  onFailureLimit: "pause",
  maxFailureRate: 0.2,
  deviceTimeoutSeconds: 600,
  deviceFilter: {},
  maintenanceWindow: null,
};

interface Wishes {
  strategy?: Strategy;
  settings?: Partial<RolloutSettings>;
  tag?: string;
  scheduledAt?: Date;
  /** Null leaves the digest to the registry. */
  digest?: string | null;
}

/** A product and a fleet of its own, with the few words in which scenarios of rollouts are told. */
export class RolloutWorld {
  readonly ctx: TestContext;
  readonly fleet = `fleet-${randomUUID()}`;
  readonly slug = `app-${randomUUID()}`;
  readonly image = `registry.example.com/${this.slug}`;
  productId = "";
  /** Where the devices' calls come from. */
  address = "192.0.2.7";
  deviceIds: string[] = [];

  constructor(ctx: TestContext) {
    this.ctx = ctx;
  }

  /** Makes the product and devices that run its version 1.0.0. */
  static async with(ctx: TestContext, { devices }: { devices: number }): Promise<RolloutWorld> {
    const world = new RolloutWorld(ctx);
    const product = await ctx.db.product.create({
      data: { slug: world.slug, name: world.slug, kind: "image", image: world.image },
    });
    world.productId = product.id;
    await world.addDevices(devices);
    return world;
  }

  async addDevices(count: number, runs: "1.0.0" | null = "1.0.0"): Promise<string[]> {
    const { ctx } = this;
    const fleet = await ctx.db.fleet.upsert({ where: { name: this.fleet }, create: { name: this.fleet }, update: {} });
    const rows = await ctx.db.$queryRaw<{ id: string }[]>`
      INSERT INTO devices (name, fleet_id, tags, token_hash)
      SELECT 'device-' || n, ${fleet.id}::uuid, '{}', sha256(convert_to(gen_random_uuid()::text, 'UTF8'))
      FROM generate_series(1, ${count}::int) AS n RETURNING id`;
    const ids = rows.map((row) => row.id);
    this.deviceIds.push(...ids);
    if (runs === null) return ids;
    await ctx.db.$executeRaw`
      INSERT INTO device_apps (device_id, app, image, digest, version, reported_at)
      SELECT id, ${this.slug}, ${this.image}, ${aDigest(`${this.slug}:${runs}`)}, ${runs}, ${ctx.clock.now()}::timestamptz
      FROM unnest(${ids}::uuid[]) AS id`;
    return ids;
  }

  async rollOut({ strategy = "staged", settings, tag = "2.0.0", scheduledAt, digest }: Wishes = {}): Promise<string> {
    const { ctx } = this;
    const rollout = await inTransaction(ctx, (tx) =>
      createRollout(ctx, tx, {
        productId: this.productId,
        policyId: null,
        image: this.image,
        tag,
        digest: digest === undefined ? aDigest(`${this.slug}:${tag}`) : digest,
        strategy,
        settings: { ...usualSettings, deviceFilter: { fleets: [this.fleet] }, ...settings },
        choice: null,
        scheduledAt: scheduledAt ?? null,
        resolveAt: digest === null ? ctx.clock.now() : null,
        createdBy: { kind: "system", name: "test" },
      }),
    );
    return rollout.id;
  }

  settle(): Promise<void> {
    return settle(this.ctx);
  }

  see(rolloutId: string): Promise<RolloutView> {
    return getRollout(this.ctx, { rolloutId });
  }

  poll(deviceId: string): Promise<DeviceStateView> {
    return tellState(as(this.ctx, aDevice(deviceId)), { deviceId }, this.address);
  }

  report(deviceId: string, report: Record<string, unknown>): Promise<ReportAnswer> {
    return takeReport(as(this.ctx, aDevice(deviceId)), { deviceId, ...report }, this.address);
  }

  /** Every device that is offered something reports these statuses about it, one after the other. Returns their ids. */
  async answer(statuses: readonly string[], { limit = Infinity }: { limit?: number } = {}): Promise<string[]> {
    const answered: string[] = [];
    for (const deviceId of this.deviceIds) {
      if (answered.length >= limit) break;
      const { action } = await this.poll(deviceId);
      if (action === null) continue;
      for (const status of statuses) await this.report(deviceId, { actionId: action.id, status });
      answered.push(deviceId);
    }
    return answered;
  }

  async eventTypes(rolloutId: string): Promise<string[]> {
    const events = await this.ctx.db.event.findMany({ where: { rolloutId }, orderBy: { seq: "asc" } });
    return events.map((event) => event.type);
  }
}
