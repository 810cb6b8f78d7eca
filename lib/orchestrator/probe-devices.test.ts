import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { probeDevices } from "#lib/orchestrator/probe-devices.ts";
import { healthCheckConfigInput } from "#lib/rollouts/rules/health-check.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

describeWithDatabase("Health probes of the server", (getCtx) => {
  let server: Server | undefined;
  let answers: number[] = [];
  let calls = 0;

  afterEach(() => server?.close());

  async function serveHealth(statuses: number[]): Promise<number> {
    answers = statuses;
    calls = 0;
    server = createServer((_, response) => {
      response.statusCode = answers[calls] ?? answers.at(-1)!;
      calls += 1;
      response.end(response.statusCode === 200 ? "all is well" : "not yet");
    });
    await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  /** Brings one device to where it has installed the release and waits for the server. */
  async function installed(check: Record<string, unknown>, { isReachable = true } = {}) {
    const ctx: TestContext = {
      ...getCtx(),
      config: { ...getCtx().config, outboundAllow: isReachable ? ["127.0.0.0/8"] : [] },
    };
    const world = await RolloutWorld.with(ctx, { devices: 1 });
    // What a poll notes is written a little later; the probes must not have to wait for that.
    world.address = "127.0.0.1";
    await ctx.db.device.updateMany({ where: { id: world.deviceIds[0]! }, data: { address: world.address } });
    const healthCheckConfig = healthCheckConfigInput.parse({
      by: "server",
      retries: 1,
      gracePeriodSeconds: 30,
      intervalSeconds: 20,
      ...check,
    });
    const rolloutId = await world.rollOut({ settings: { batches: [100], maxFailureRate: 1, healthCheckConfig } });
    await world.settle();
    await world.answer(["accepted", "installed"]);
    return { ctx, world, rolloutId };
  }

  it("begin after the grace period, and find a device healthy", async () => {
    const port = await serveHealth([200]);
    const endpoint = `http://{device_ip}:${port}/health`;
    const { ctx, world, rolloutId } = await installed({ type: "http", endpoint, expectedBody: "well" });
    expect(await probeDevices(ctx)).toEqual(new Date(ctx.clock.now().getTime() + 30_000));
    expect(calls).toBe(0);
    ctx.clock.advance({ seconds: 30 });
    expect(await probeDevices(ctx)).toBeNull();
    expect((await world.see(rolloutId)).counts.healthy).toBe(1);
    expect(await world.eventTypes(rolloutId)).toContain("health_check_passed");
  });

  it("are repeated before a device counts as failed", async () => {
    const port = await serveHealth([503]);
    const { ctx, world, rolloutId } = await installed({ type: "http", endpoint: `http://{device_ip}:${port}/` });
    ctx.clock.advance({ seconds: 30 });
    expect(await probeDevices(ctx)).toEqual(new Date(ctx.clock.now().getTime() + 20_000));
    expect((await world.see(rolloutId)).counts.updating).toBe(1);
    ctx.clock.advance({ seconds: 20 });
    await probeDevices(ctx);
    expect((await world.see(rolloutId)).counts.failed).toBe(1);
    const device = await ctx.db.rolloutDevice.findFirst({ where: { rolloutId } });
    expect(device!.reason).toBe("Health check failed 2 times: It answered 503 instead of 200.");
    const types = await world.eventTypes(rolloutId);
    expect(types).toEqual(expect.arrayContaining(["health_check_failed", "device_failed", "device_rolling_back"]));
  });

  it("open TCP ports", async () => {
    const port = await serveHealth([200]);
    const { ctx, world, rolloutId } = await installed({ type: "tcp", endpoint: `{device_ip}:${port}` });
    ctx.clock.advance({ seconds: 30 });
    await probeDevices(ctx);
    expect((await world.see(rolloutId)).counts.healthy).toBe(1);
  });

  it("never reach an address that is not opened to them", async () => {
    const port = await serveHealth([200]);
    const { ctx, world, rolloutId } = await installed(
      { type: "http", endpoint: `http://{device_ip}:${port}/`, retries: 0 },
      { isReachable: false },
    );
    ctx.clock.advance({ seconds: 30 });
    await probeDevices(ctx);
    expect(calls).toBe(0);
    expect((await world.see(rolloutId)).counts.failed).toBe(1);
  });

  it("are taken over when the process that claimed them died", async () => {
    const port = await serveHealth([200]);
    const { ctx, world, rolloutId } = await installed({ type: "tcp", endpoint: `{device_ip}:${port}` });
    ctx.clock.advance({ seconds: 30 });
    // What a claim leaves behind: the time moved, and nobody who comes back to it.
    await ctx.db.deviceAction.updateMany({
      where: { rolloutId },
      data: { probeAt: new Date(ctx.clock.now().getTime() + 90_000) },
    });
    await probeDevices(ctx);
    expect((await world.see(rolloutId)).counts.updating).toBe(1);
    ctx.clock.advance({ seconds: 90 });
    await probeDevices(ctx);
    expect((await world.see(rolloutId)).counts.healthy).toBe(1);
  });
});
