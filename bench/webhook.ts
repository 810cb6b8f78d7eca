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
const WAIT_MILLIS_MAX = 60_000;

/**
 * From the moment at which a registry's notification is sent until the first device reads the offer: for a policy over a
 * thousand of the devices, and for one over all of them, whose batches take longer to plan.
 */
export async function measureWebhook(serverUrl: string, scale: number): Promise<Figure[]> {
  const ctx = await openBench(serverUrl);
  const devices = new Map((await insertDevices(ctx, Math.ceil(DEVICES * scale))).map((device) => [device.id, device]));
  // hawkBit's names would keep an image from these devices.
  await ctx.db.$executeRaw`
    UPDATE devices d SET tenant = NULL, controller_id = NULL,
      tags = CASE WHEN place.number <= ${CHOSEN}::int THEN '{chosen}'::text[] ELSE '{}' END
    FROM (SELECT id, row_number() OVER (ORDER BY name) AS number FROM devices) AS place WHERE place.id = d.id`;
  const registry = new DemoRegistry();
  const host = await registry.listen(0);
  const slipway = await startSlipway(ctx.handle.url, { SLIPWAY_REGISTRY_INSECURE: host });
  try {
    const world: World = { ctx, slipway, registry, host, devices };
    const some = await measurePushes(world, "some", { tags: ["chosen"] });
    const all = await measurePushes(world, "all", {});
    return [
      figure(
        "webhook-first-offer",
        `${CHOSEN.toLocaleString("en")} of ${devices.size.toLocaleString("en")}`,
        some,
        true,
      ),
      figure("webhook-first-offer-all", `all ${devices.size.toLocaleString("en")}`, all, false),
    ];
  } finally {
    await slipway.stop();
    registry.close();
    await ctx.handle.close();
  }
}

function figure(id: string, which: string, millis: readonly number[], isPromised: boolean): Figure {
  return {
    id,
    what: `Webhook → the first of ${which} devices reads the offer, worst of ${PUSHES} pushes`,
    database: "postgres",
    value: Math.max(...millis),
    unit: "ms",
    target: isPromised ? { comparison: "atMost", value: 1_000 } : null,
    reference: { what: "median of the pushes", value: percentile([...millis], 0.5) },
  };
}

interface World {
  ctx: BenchContext;
  slipway: RunningSlipway;
  registry: DemoRegistry;
  host: string;
  devices: ReadonlyMap<string, BenchDevice>;
}

/** Each push is of a repository of its own, so that no rollout stands in another's way. */
async function measurePushes(world: World, name: string, deviceFilter: object): Promise<number[]> {
  const { slipway, host } = world;
  const body = { name, imagePattern: `${host}/${name}/*`, updateStrategy: "staged", deviceFilter };
  await slipway.api.call({ method: "POST", path: "/api/v1/policies", body });
  const millis: number[] = [];
  for (let push = 0; push < PUSHES; push++) millis.push(await measurePush(world, `${name}/app-${push}`));
  return millis;
}

async function measurePush(world: World, repository: string): Promise<number> {
  const { ctx, slipway, registry, host, devices } = world;
  const digest = registry.push(repository, "1.0.0");
  const startedAt = performance.now();
  const { rollouts } = await announcePush(slipway.api, WEBHOOK_SECRET, { host, repository, tag: "1.0.0", digest });
  while (performance.now() - startedAt < WAIT_MILLIS_MAX) {
    const action = await ctx.db.deviceAction.findFirst({
      where: { rolloutId: { in: rollouts } },
      select: { id: true, deviceId: true },
    });
    const device = devices.get(action?.deviceId ?? "");
    if (action && device && (await isOffered(slipway, device, digest))) {
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
