import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { createDevices } from "#lib/devices/create.ts";
import { describeOnPostgres, type TestContext } from "#lib/testing/database.ts";

const DEVICES = 60;
const ROUNDS = 3;

/** `slipway gateway` as a process of its own, as an operator starts it. */
async function startGateway(ctx: TestContext): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [path.resolve("bin/slipway.ts"), "gateway"], {
    stdio: ["ignore", "pipe", "ignore"],
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      DATABASE_URL: ctx.handle.url ?? "",
      PORT: "0",
      HOST: "127.0.0.1",
      NEXTAUTH_SECRET: ctx.config.nextAuthSecret ?? "",
      SLIPWAY_ENCRYPTION_KEY: ctx.config.encryptionKey ?? "",
      SLIPWAY_RATE_LIMITS: "off",
      LOG_LEVEL: "silent",
    },
  });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const port = /localhost:(\d+)/.exec(said.toString())?.[1];
  if (port === undefined) throw new Error(`The gateway does not say where it is: ${said.toString()}`);
  return { child, url: `http://127.0.0.1:${port}` };
}

describeOnPostgres("A gateway that is killed in the middle of reports", (getCtx) => {
  it("has committed every report that it acknowledged", async () => {
    const ctx = getCtx();
    const { items } = await createDevices(ctx, {
      devices: Array.from({ length: DEVICES }, (_, index) => ({ name: `killed-${index}` })),
    });
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      const { child, url } = await startGateway(ctx);
      let isAlive = true;
      const heard = new Set<string>();
      const reporting = items.map(async ({ uuid, token }) => {
        for (let number = (acknowledged.get(uuid) ?? 0) + 1; isAlive; number++) {
          const answer = await fetch(`${url}/api/v1/device/${uuid}/report`, {
            method: "PATCH",
            headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
            body: JSON.stringify({ attributes: { number } }),
          }).catch(() => null);
          if (answer?.status === 200) {
            acknowledged.set(uuid, number);
            heard.add(uuid);
          } else if (answer !== null) throw new Error(`A report was answered with ${answer.status}.`);
        }
      });
      // In the middle: everybody was heard in this round, and goes on reporting.
      await vi.waitUntil(() => heard.size === DEVICES, { timeout: 30_000 });
      await sleep(500);
      child.kill("SIGKILL");
      isAlive = false;
      await Promise.all(reporting);
    }
    const rows = await ctx.db.device.findMany({ where: { id: { in: [...acknowledged.keys()] } } });
    for (const { id, attributes } of rows) {
      // One more may have been committed whose answer never came.
      const kept = (attributes as { number: number }).number - (acknowledged.get(id) ?? 0);
      expect([0, 1]).toContain(kept);
    }
  }, 120_000);
});
