import { setTimeout as sleep } from "node:timers/promises";
import { Api } from "#lib/client/api.ts";
import { announcePush } from "#lib/simulate/demo/push.ts";
import { DemoRegistry } from "#lib/simulate/demo/registry.ts";
import { openBench, type BenchContext } from "./lib/context.ts";
import { insertDevices, type BenchDevice } from "./lib/devices.ts";
import type { Figure } from "./lib/figure.ts";
import { percentile } from "./lib/measure.ts";
import { startSlipway, WEBHOOK_SECRET, type RunningSlipway } from "./lib/slipway.ts";

const DEVICES = 100_000;
const CHOSEN = 1_000;
const PUSHES = 5;
const LOOK_MILLIS = 10;
const SETTLE_MILLIS = 5_000;
const WAIT_MILLIS_MAX = 60_000;

interface World {
  ctx: BenchContext;
  slipway: RunningSlipway;
  registry: DemoRegistry;
  host: string;
  devices: ReadonlyMap<string, BenchDevice>;
}

/**
 * From the moment at which a registry's notification is sent until the first device reads the offer, for a policy over a
 * thousand of a hundred thousand devices.
 */
export async function measureWebhook(serverUrl: string, scale: number): Promise<Figure[]> {
  const ctx = await openBench(serverUrl);
  const devices = new Map((await insertDevices(ctx, Math.ceil(DEVICES * scale))).map((device) => [device.id, device]));
  // hawkBit's names would keep an image from these devices.
  await ctx.db.$executeRaw`
    UPDATE devices d SET tenant = NULL, controller_id = NULL,
      tags = CASE WHEN place.number <= ${CHOSEN}::int THEN '{chosen}'::text[] ELSE '{}' END
    FROM (SELECT id, row_number() OVER (ORDER BY name) AS number FROM devices) AS place WHERE place.id = d.id`;
  await ctx.db.$executeRaw`VACUUM ANALYZE devices`;
  const registry = new DemoRegistry();
  const host = await registry.listen(0);
  const slipway = await startSlipway(ctx.handle.url, { SLIPWAY_REGISTRY_INSECURE: host });
  try {
    const millis = await measurePushes({ ctx, slipway, registry, host, devices });
    const which = `${CHOSEN.toLocaleString("en")} of ${devices.size.toLocaleString("en")}`;
    return [
      {
        id: "webhook-first-offer",
        what: `Webhook → the first of ${which} devices reads the offer, median of ${PUSHES} pushes`,
        database: "postgres",
        value: percentile(millis, 0.5),
        unit: "ms",
        target: { comparison: "atMost", value: 1_000 },
        reference: { what: "the slowest of them", value: Math.max(...millis) },
      },
    ];
  } finally {
    await slipway.stop();
    registry.close();
    await ctx.handle.close();
  }
}

/** Each push is of a repository of its own, so that no rollout stands in another's way. */
async function measurePushes(world: World): Promise<number[]> {
  const { slipway, host } = world;
  const deviceFilter = { tags: ["chosen"] };
  const body = { name: "chosen", imagePattern: `${host}/acme/*`, updateStrategy: "staged", deviceFilter };
  await slipway.api.call({ method: "POST", path: "/api/v1/policies", body });
  const millis: number[] = [];
  for (let push = 0; push < PUSHES; push++) {
    // The rollout before was cancelled; what is still taken back of it is not this one's time.
    await sleep(SETTLE_MILLIS);
    millis.push(await measurePush(world, `acme/app-${push}`));
  }
  return millis;
}

async function measurePush(world: World, repository: string): Promise<number> {
  const { ctx, slipway, registry, host, devices } = world;
  const digest = registry.push(repository, "1.0.0");
  const startedAt = performance.now();
  const { rollouts } = await announcePush(slipway.api, WEBHOOK_SECRET, { host, repository, tag: "1.0.0", digest });
  while (performance.now() - startedAt < WAIT_MILLIS_MAX) {
    const action = await ctx.db.deviceAction.findFirst({ where: { rolloutId: { in: rollouts } } });
    const device = devices.get(action?.deviceId ?? "");
    if (device && (await isOffered(slipway, device, digest))) {
      const millis = performance.now() - startedAt;
      await slipway.api.call({ method: "POST", path: `/api/v1/rollouts/${rollouts[0]}/cancel`, body: {} });
      return millis;
    }
    await sleep(LOOK_MILLIS);
  }
  throw new Error(`Nobody was offered ${repository} within a minute.`);
}

async function isOffered(slipway: RunningSlipway, { id, token }: BenchDevice, digest: string): Promise<boolean> {
  const asDevice = new Api(slipway.url, token);
  const { action } = await asDevice.call<{ action: { digest: string } | null }>({
    method: "GET",
    path: `/api/v1/device/${id}/state`,
  });
  return action?.digest === digest;
}
